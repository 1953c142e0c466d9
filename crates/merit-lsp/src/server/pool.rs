//! The threads that answer requests.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, RequestId, Response, ResponseError};
use serde_json::Value;

use crate::server::context::{Context, Failure};
use crate::server::requests::Entry;

/// A request to be answered.
pub(super) struct Task {
    pub(super) id: RequestId,
    pub(super) entry: &'static Entry,
    pub(super) params: Value,
    pub(super) context: Context,
}

/// The threads. They end when the pool is dropped and all tasks are done.
pub(super) struct Pool {
    tasks: Sender<Task>,
}

impl Pool {
    /// Starts the threads; answers go to `answers`.
    pub(super) fn start(threads: usize, answers: &Sender<Response>) -> Self {
        let (tasks, queue) = unbounded();
        for _ in 0..threads {
            let (queue, answers) = (queue.clone(), answers.clone());
            std::thread::spawn(move || work(&queue, &answers));
        }
        Self { tasks }
    }

    /// Adds a task.
    pub(super) fn add(&self, task: Task) {
        // The threads live as long as the pool.
        let _ = self.tasks.send(task);
    }
}

fn work(queue: &Receiver<Task>, answers: &Sender<Response>) {
    for task in queue {
        let Task { id, entry, params, context } = task;
        // A mistake in one answer must not end the others.
        let result = catch_unwind(AssertUnwindSafe(|| {
            if context.is_cancelled() { Err(Failure::cancelled()) } else { (entry.answer)(&context, params) }
        }));
        let response_result = match result {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(failure)) => Err(error(failure.code, failure.message)),
            Err(_) => Err(error(
                ErrorCode::InternalError as i32,
                format!("{} has met a mistake in Merit itself, please report it.", entry.method),
            )),
        };
        if answers.send(Response { id, response_result }).is_err() {
            return;
        }
    }
}

pub(super) const fn error(code: i32, message: String) -> ResponseError {
    ResponseError { code, message, data: None }
}
