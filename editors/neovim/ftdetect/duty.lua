-- Files of policies.
if vim.fn.has("nvim-0.8") == 1 then
  vim.filetype.add({ extension = { duty = "duty" } })
else
  vim.cmd([[autocmd BufRead,BufNewFile *.duty setfiletype duty]])
end
