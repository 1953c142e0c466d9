-- What `run` makes Neovim do. Ends Neovim with status 1 when something does not hold.

local failures = 0

local function check(what, holds, more)
  io.stdout:write((holds and "ok   " or "FAIL ") .. what .. (holds and "" or ": " .. vim.inspect(more)) .. "\n")
  failures = failures + (holds and 0 or 1)
end

local function lines(buffer)
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

local function text(buffer)
  return table.concat(lines(buffer), "\n") .. "\n"
end

--- The place of a text in a buffer: line and column from 0.
local function find(buffer, wanted)
  for number, line in ipairs(lines(buffer)) do
    local from = line:find(wanted, 1, true)
    if from then
      return { line = number - 1, character = from - 1 }
    end
  end
  error("there is no " .. wanted)
end

local function errors(buffer)
  return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
end

local function until_(holds)
  return vim.wait(20000, holds, 20)
end

--- Asks the server about the file of a buffer.
local function ask(buffer, method, parameters)
  parameters.textDocument = { uri = vim.uri_from_bufnr(buffer) }
  local answers, problem = vim.lsp.buf_request_sync(buffer, method, parameters, 20000)
  assert(answers, method .. ": " .. tostring(problem))
  for client, answer in pairs(answers) do
    assert(not answer.err, method .. ": " .. vim.inspect(answer.err))
    return answer.result, vim.lsp.get_client_by_id(client)
  end
end

local function replace(buffer, from, to)
  local place = find(buffer, from)
  vim.api.nvim_buf_set_text(buffer, place.line, place.character, place.line, place.character + #from, { to })
end

local function drive()
  local acme = vim.api.nvim_get_current_buf()
  check("the file type is score", vim.bo[acme].filetype == "score", vim.bo[acme].filetype)
  local client
  local attached = until_(function()
    client = vim.lsp.get_active_clients()[1]
    return client ~= nil and client.initialized and vim.lsp.buf_is_attached(acme, client.id)
  end)
  check("the server is attached", attached)
  if not attached then
    return
  end

  -- Findings come and go while the text changes.
  replace(acme, "form_submit where form is \"newsletter\"", "form_submitt where form is \"newsletter\"")
  check("a finding comes", until_(function()
    return #vim.tbl_filter(function(found) return found.message:find("form_submitt", 1, true) ~= nil end, errors(acme)) == 1
  end), errors(acme))
  local found = errors(acme)[1] or {}
  check("it has its code", found.code == "T201", found)

  -- The fix of the finding.
  local place = find(acme, "form_submitt")
  local range = { start = place, ["end"] = { line = place.line, character = place.character + #"form_submitt" } }
  local of_server = (found.user_data or {}).lsp or {}
  local actions = ask(acme, "textDocument/codeAction", {
    range = range,
    context = { diagnostics = { { range = range, message = found.message, severity = 1, code = "T201", source = "merit", data = of_server.data } } },
  })
  local fix = vim.tbl_filter(function(action) return (action.kind or ""):find("quickfix") ~= nil and action.title:find("form_submit", 1, true) ~= nil end, actions or {})[1]
  check("there is a fix", fix ~= nil, actions)
  if fix then
    local edit = fix.edit or (ask(acme, "codeAction/resolve", fix) or {}).edit
    vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  end
  check("the fix mends it", until_(function() return #errors(acme) == 0 end), errors(acme))

  -- Completion after the points of a rule: events that have what the rule asks of them.
  local function offered(text)
    local items = ask(acme, "textDocument/completion", { position = find(acme, text) })
    return vim.tbl_map(function(item) return item.label end, items and items.items or items or {})
  end
  local labels = offered("meeting_cancelled  every time")
  check("events are offered", vim.tbl_contains(labels, "page_view"), labels)
  labels = offered("form_submit where form is \"newsletter\"")
  check("only such events as have the property", vim.tbl_contains(labels, "form_submit") and not vim.tbl_contains(labels, "page_view"), labels)

  -- One name in two files.
  vim.cmd("edit vocabulary.score")
  local vocabulary = vim.api.nvim_get_current_buf()
  check("the second file is attached", until_(function() return vim.lsp.buf_is_attached(vocabulary, client.id) end))
  if client.server_capabilities.renameProvider or (client.resolved_capabilities or {}).rename then
    local uses = select(2, text(acme):gsub("%f[%w_]ebook_download%f[^%w_]", ""))
    local edit = ask(vocabulary, "textDocument/rename", { position = find(vocabulary, "ebook_download"), newName = "guide_download" })
    vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
    check("both files have the new name", uses > 0
      and select(2, text(acme):gsub("%f[%w_]guide_download%f[^%w_]", "")) == uses
      and not text(acme):find("ebook_download", 1, true) and not text(vocabulary):find("ebook_download", 1, true), { uses, text(acme) })
    vim.wait(1000, function() return false end, 100)
    check("nothing is wrong after it", #errors(acme) == 0 and #errors(vocabulary) == 0, errors(acme))
  else
    check("the server renames", false, client.server_capabilities)
  end

  -- Formatting.
  vim.api.nvim_set_current_buf(acme)
  local before = text(acme)
  replace(acme, "  timezone \"", "      timezone    \"")
  local edits = ask(acme, "textDocument/formatting", { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits or {}, acme, client.offset_encoding)
  check("it is formatted", text(acme) == before, text(acme))

  -- Numbers of the sample, and what is done with them.
  local function above(wanted)
    local lenses = ask(acme, "textDocument/codeLens", {})
    return vim.tbl_filter(function(lens) return lens.command.title:find(wanted, 1, true) ~= nil end, lenses or {})[1]
  end
  check("there are numbers", until_(function() return above("matched 1 lead (100%)") ~= nil end), ask(acme, "textDocument/codeLens", {}))
  local run = above("Run test")
  local ran = run and ask(acme, "workspace/executeCommand", { command = run.command.command, arguments = run.command.arguments })
  check("a test is run in place", ran and ran.passed == true, ran)
  vim.cmd("messages clear")
  vim.cmd("MeritExplain ann")
  check("a lead is explained", until_(function()
    return vim.api.nvim_exec("messages", true):find("lead ann · as of 2025-06-30", 1, true) ~= nil
  end), vim.api.nvim_exec("messages", true))
end

local fine, problem = pcall(drive)
check("everything was tried", fine, problem)
vim.lsp.stop_client(vim.lsp.get_active_clients(), true)
vim.cmd(failures == 0 and "qall!" or "cquit 1")
