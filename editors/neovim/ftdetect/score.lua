-- Neovim takes *.score for a score file of slrn, a newsreader, so the type is set and not proposed.
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.score",
  callback = function()
    vim.bo.filetype = "score"
  end,
})
