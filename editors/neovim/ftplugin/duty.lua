-- How a policy is typed: comments, indents, and words that wrap where Chinese may.
vim.bo.commentstring = "-- %s"
vim.bo.comments = ":--,:#"
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.bo.autoindent = true
vim.opt_local.formatoptions:append("mM")
