//! Messages on standard input and output.
//!
//! Messages are read as values first: they come as one of three shapes, and serde cannot tell shapes apart while numbers
//! are kept as their digits, as they are in the whole program. It also lets the server answer what is no message, and go on.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use lsp_server::{Connection, ErrorCode, Message, RequestId, Response, ResponseError};
use serde_json::{Value, json};

/// The two threads behind a connection.
pub(super) struct Threads {
    writer: JoinHandle<()>,
}

impl Threads {
    /// Waits until everything is written.
    pub(super) fn finish(self) {
        // Nobody is left to tell when it failed. The reader may wait for input that never comes.
        let _ = self.writer.join();
    }
}

/// Messages that wait to be handled; a client that sends faster waits.
const WAITING: usize = 10_000;

/// A longer message is not for us.
const LONGEST: usize = 256 * 1024 * 1024;

/// A connection over standard input and output.
pub(super) fn stdio() -> (Connection, Threads) {
    let (to_loop, receiver) = bounded(WAITING);
    let (sender, to_client) = unbounded();
    let answers = sender.clone();
    std::thread::spawn(move || read_all(&mut BufReader::new(io::stdin()), &to_loop, &answers));
    let writer = std::thread::spawn(move || write_all(&mut io::stdout().lock(), &to_client));
    (Connection { sender, receiver }, Threads { writer })
}

/// Reads messages until the input ends. What is no message is answered, if only to say so.
fn read_all(input: &mut impl BufRead, to_loop: &Sender<Message>, answers: &Sender<Message>) {
    loop {
        let message = match read_frame(input) {
            Ok(Some(text)) => message(&text),
            Ok(None) => return,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(unread(&error.to_string())),
            Err(_) => return,
        };
        match message {
            Ok(message) => {
                let is_exit = matches!(&message, Message::Notification(note) if note.method == "exit");
                if to_loop.send(message).is_err() || is_exit {
                    return;
                }
            }
            Err(answer) => {
                let _ = answers.send(Message::Response(answer));
            }
        }
    }
}

/// The answer to something without an id. The library has no id of that kind; [`write_all`] writes an empty text as null.
fn unread(why: &str) -> Response {
    failed(RequestId::from(String::new()), ErrorCode::ParseError, format!("This is no message: {why}."))
}

fn failed(id: RequestId, code: ErrorCode, message: String) -> Response {
    Response { id, response_result: Err(ResponseError { code: code as i32, message, data: None }) }
}

fn message(text: &str) -> Result<Message, Response> {
    let value: Value = serde_json::from_str(text).map_err(|error| unread(&error.to_string()))?;
    let id = value.get("id").cloned();
    let asks = value.get("method").is_some();
    match serde_json::from_value::<Message>(value) {
        // Something with an id that is none of ours: it waits for an answer that it cannot get.
        Ok(Message::Notification(_)) if id.is_some() => {
            Err(invalid(id, "its id is neither a whole number nor a text"))
        }
        Ok(message) => Ok(message),
        Err(_) if asks => Err(invalid(id, "its method is no text")),
        Err(_) => Err(invalid(id, "it is neither a request, nor a notification, nor an answer")),
    }
}

fn invalid(id: Option<Value>, why: &str) -> Response {
    let id = id.and_then(|id| serde_json::from_value(id).ok()).unwrap_or_else(|| RequestId::from(String::new()));
    failed(id, ErrorCode::InvalidRequest, format!("This is no message: {why}."))
}

/// The text of the next message; `None` at the end of the input.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let wrong = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let mut size = None;
    loop {
        let mut line = Vec::new();
        if input.take(4096).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            match size {
                Some(size) => return body(input, size).map(Some),
                None => continue,
            }
        }
        let line = std::str::from_utf8(line).map_err(|_| wrong("a line of its head is not text"))?;
        let (name, value) = line.split_once(':').ok_or_else(|| wrong("a line of its head has no colon"))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            let length = value.trim().parse().ok().filter(|length| *length <= LONGEST);
            size = Some(length.ok_or_else(|| wrong("its Content-Length is not possible"))?);
        }
    }
}

fn body(input: &mut impl BufRead, size: usize) -> io::Result<String> {
    let mut bytes = Vec::new();
    input.take(size as u64).read_to_end(&mut bytes)?;
    if bytes.len() < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Writes messages until nobody sends any more, or nobody reads.
fn write_all(output: &mut impl Write, messages: &Receiver<Message>) {
    for message in messages {
        let text = value(message).to_string();
        let written = write!(output, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| output.flush());
        if written.is_err() {
            return;
        }
    }
}

fn value(message: Message) -> Value {
    match message {
        Message::Request(request) => {
            json!({ "jsonrpc": "2.0", "id": request.id, "method": request.method, "params": request.params })
        }
        Message::Notification(note) => json!({ "jsonrpc": "2.0", "method": note.method, "params": note.params }),
        Message::Response(Response { id, response_result }) => {
            let id = if id == RequestId::from(String::new()) { Value::Null } else { json!(id) };
            match response_result {
                Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
                Err(error) => json!({ "jsonrpc": "2.0", "id": id, "error": error }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str) -> (Vec<Message>, Vec<Message>) {
        let ((to_loop, read), (answers, answered)) = (unbounded(), unbounded());
        read_all(&mut input.as_bytes(), &to_loop, &answers);
        drop((to_loop, answers));
        (read.iter().collect(), answered.iter().collect())
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_answered_and_the_next_one_is_read() {
        let good = frame(r#"{"jsonrpc":"2.0","id":7,"method":"x","params":{"n":1}}"#);
        for bad in ["{", "[]", "7", r#"{"id":[1],"method":"x"}"#, r#"{"id":1.5,"method":"x"}"#, r#"{"method":7}"#] {
            let (messages, answers) = read(&(frame(bad) + &good));
            assert_eq!((messages.len(), answers.len()), (1, 1), "{bad}");
            let Message::Request(request) = &messages[0] else { panic!("{bad}: {:?}", messages[0]) };
            assert_eq!(request.id, RequestId::from(7));
        }
        let (messages, answers) = read(&format!("Content-Length: many\r\n\r\n{good}"));
        assert_eq!((messages.len(), answers.len()), (1, 1));
        assert_eq!(read("Content-Length: 10\r\n\r\n{}").0.len(), 0);
    }

    #[test]
    fn an_answer_without_id_has_null() {
        let told = value(Message::Response(unread("x")));
        assert_eq!(told["id"], Value::Null);
        assert_eq!(told["error"]["code"], json!(-32700));
    }
}
