-- For vim.lsp.enable("merit"), Neovim 0.11 and later.
return {
  cmd = { "merit", "lsp" },
  init_options = { numbers = "lenses" },
  filetypes = { "score" },
  root_markers = { "merit.toml", ".git" },
}
