-- Merit in Neovim: starts `merit lsp` for score files. Works from 0.7 on; from 0.11 on, `vim.lsp.enable("merit")` with lsp/merit.lua
-- beside this file does the same, and is taken where it is set.

local M = {}

M.config = { cmd = { "merit", "lsp" } }

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
