-- Two spaces, as merit fmt writes; comments begin with #.
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.bo.commentstring = "# %s"
vim.b.undo_ftplugin = "setlocal expandtab< shiftwidth< softtabstop< commentstring<"

require("merit").attach(vim.api.nvim_get_current_buf())
require("merit").prepare(vim.api.nvim_get_current_buf())
