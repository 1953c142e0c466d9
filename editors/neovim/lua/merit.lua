-- Merit in Neovim: starts `merit lsp` for score files. Works from 0.7 on; from 0.11 on, `vim.lsp.enable("merit")` with lsp/merit.lua
-- beside this file does the same, and is taken where it is set.

local M = {}

-- Neovim shows what stands above lines, also where it does not say so.
M.config = { cmd = { "merit", "lsp" }, init_options = { numbers = "lenses" } }

--- Changes the configuration: `require("merit").setup({ cmd = { "/opt/merit", "lsp" } })`.
function M.setup(config)
  M.config = vim.tbl_extend("force", M.config, config or {})
end

--- The folder of the project: the nearest one above with a merit.toml, then the one with .git, then that of the file.
function M.root(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, marker in ipairs({ "merit.toml", ".git" }) do
    local found = vim.fn.finddir(marker, folder .. ";")
    if found == "" then
      found = vim.fn.findfile(marker, folder .. ";")
    end
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p:s?/$??:h")
    end
  end
  return folder
end

--- Has the server do something with a lead of the sample, or with the rule under the cursor when no id is given.
function M.of_sample(command, lead)
  local asked = { uri = vim.uri_from_bufnr(0) }
  if lead and lead ~= "" then
    asked.lead = lead
  else
    asked.line = vim.api.nvim_win_get_cursor(0)[1]
  end
  vim.lsp.buf_request(0, "workspace/executeCommand", { command = command, arguments = { asked } }, function(problem)
    if problem then
      vim.notify(problem.message, vim.log.levels.WARN)
    end
  end)
end

--- Commands and numbers of a buffer.
function M.prepare(buffer)
  local function command(name, of)
    vim.api.nvim_buf_create_user_command(buffer, name, function(given)
      M.of_sample(of, given.args)
    end, { nargs = "*" })
  end
  command("MeritExplain", "merit.explainLead")
  command("MeritTest", "merit.testOfLead")
  vim.api.nvim_create_autocmd({ "BufEnter", "CursorHold", "InsertLeave", "BufWritePost" }, {
    buffer = buffer,
    callback = function()
      -- Neovim complains where no server is there yet, or none any more.
      local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
      for _, client in pairs(clients) do
        local can = client.server_capabilities or client.resolved_capabilities or {}
        if client.name == "merit" and (can.codeLensProvider or can.code_lens) then
          pcall(vim.lsp.codelens.refresh)
        end
      end
    end,
  })
end

--- Attaches the server to a buffer; one server for each project.
function M.attach(buffer)
  if vim.lsp.is_enabled and vim.lsp.is_enabled("merit") then
    return
  end
  local root = M.root(vim.api.nvim_buf_get_name(buffer))
  local config = vim.tbl_extend("keep", M.config, {
    name = "merit",
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  })
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  -- Neovim 0.7 has no vim.lsp.start.
  M.started = M.started or {}
  local client = M.started[root]
  if not client or not vim.lsp.get_client_by_id(client) then
    client = vim.lsp.start_client(config)
    M.started[root] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
    vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  end
  return client
end

return M
