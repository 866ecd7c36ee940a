-- Starts the language server for policies: by the editor's own settings from version 0.11 on, else by hand.
local function settings()
  local here = debug.getinfo(1, "S").source:sub(2)
  return dofile(vim.fn.fnamemodify(here, ":p:h:h") .. "/lsp/duty.lua")
end

local function root_of(file, markers)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, marker in ipairs(markers) do
    local up = folder
    while true do
      if vim.loop.fs_stat(up .. "/" .. marker) then
        return up
      end
      local above = vim.fn.fnamemodify(up, ":h")
      if above == up then
        break
      end
      up = above
    end
  end
  return folder
end

local clients = {}

local function start(event)
  local config = settings()
  config.name = "duty"
  config.root_dir = root_of(event.file, config.root_markers)
  if vim.lsp.start then
    vim.lsp.start(config)
    return
  end
  clients[config.root_dir] = clients[config.root_dir] or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(event.buf, clients[config.root_dir])
end

if vim.lsp.enable then
  vim.lsp.enable("duty")
else
  vim.api.nvim_create_autocmd("FileType", { pattern = "duty", callback = start })
end

-- `:DutyRun` runs the scenario under the cursor; its verdict stands above it.
vim.api.nvim_create_user_command("DutyRun", function()
  vim.lsp.codelens.run()
end, {})
vim.api.nvim_create_autocmd({ "BufEnter", "InsertLeave", "BufWritePost" }, {
  pattern = "*.duty",
  callback = function()
    pcall(vim.lsp.codelens.refresh)
  end,
})

-- Colours of what the server says each word is; a colour scheme may say otherwise.
if vim.fn.has("nvim-0.9") == 1 then
  local groups = {
    modifier = "Statement",
    operator = "Operator",
    type = "Type",
    class = "Type",
    struct = "Type",
    event = "Function",
    enumMember = "Constant",
    variable = "Identifier",
  }
  for type, group in pairs(groups) do
    vim.api.nvim_set_hl(0, "@lsp.type." .. type .. ".duty", { link = group, default = true })
  end
end
