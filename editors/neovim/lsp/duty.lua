-- The language server. `vim.g.duty_cmd` names another program, `vim.g.duty_lang` ("en", "zh") the tongue of messages.
return {
  cmd = vim.g.duty_cmd or { "duty", "lsp" },
  filetypes = { "duty" },
  root_markers = { "mapping.toml", ".git" },
  init_options = { tongue = vim.g.duty_lang or "" },
}
