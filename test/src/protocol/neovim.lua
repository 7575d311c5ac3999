-- What somebody with Neovim does: opens a Dockerfile, looks at the problems, hovers, and applies a fix.
-- Started by neovim.test.ts with the node program, the server and the folder; writes what it saw as JSON.
local node, server, folder, result = unpack(vim.split(vim.env.DOCKWRIGHT_TEST, '\n'))

local function finish(seen)
  vim.fn.writefile({ vim.fn.json_encode(seen) }, result)
  vim.cmd('qall!')
end

vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/Dockerfile'))
local buffer = vim.api.nvim_get_current_buf()
vim.bo[buffer].filetype = 'dockerfile'
local client = vim.lsp.start_client({
  name = 'dockwright',
  cmd = { node, server, '--stdio' },
  root_dir = folder,
  init_options = { rules = { ['no-latest-tag'] = 'off' } },
})
vim.lsp.buf_attach_client(buffer, client)

local seen = { version = tostring(vim.version().major) .. '.' .. tostring(vim.version().minor), problems = {} }
local arrived = vim.wait(20000, function()
  return #vim.diagnostic.get(buffer) > 0
end, 50)
if not arrived then
  finish(seen)
  return
end

local wanted
for _, problem in ipairs(vim.diagnostic.get(buffer)) do
  table.insert(seen.problems, problem.code)
  if problem.code == 'use-exec-form' then
    wanted = problem
  end
end
local position = { line = wanted.lnum, character = wanted.col }
local document = vim.lsp.util.make_text_document_params(buffer)
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 10000)
  return answers[client].result
end

seen.column = wanted.col
seen.hover = ask('textDocument/hover', { textDocument = document, position = position }).contents.value
local actions = ask('textDocument/codeAction', {
  textDocument = document,
  range = { start = position, ['end'] = position },
  context = { diagnostics = {} },
})
for _, action in ipairs(actions) do
  if action.edit and action.title:find('exec form') then
    seen.action = action.title
    vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)
    break
  end
end
seen.lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
seen.gone = vim.wait(20000, function()
  for _, problem in ipairs(vim.diagnostic.get(buffer)) do
    if problem.code == 'use-exec-form' then
      return false
    end
  end
  return true
end, 50)
finish(seen)
