-- What somebody does in Neovim, with its own client and no plugin: the results are JSON in the file that RESULT names.
local result = {}
local WAIT = 20000

local function until_true(what, condition)
  if not vim.wait(WAIT, condition, 20) then error("waited in vain for " .. what) end
end

local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end

local function edit(file) vim.cmd("edit " .. vim.fn.fnameescape(file)) end

-- The cursor onto the nth character of the first match in the buffer.
local function put(text, within)
  for row, line in ipairs(lines()) do
    local from = line:find(text, 1, true)
    if from then return vim.api.nvim_win_set_cursor(0, { row, from - 1 + (within or 0) }) end
  end
  error("no " .. text .. " in the buffer")
end

local function messages()
  return vim.tbl_map(function(each) return each.message end, vim.diagnostic.get(0))
end

-- Floats are where Neovim shows a hover.
local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
  end
end

local function walk()
  local client = vim.lsp.start_client({
    name = "millrace",
    cmd = { vim.env.NODE, "node_modules/millrace/bin/millrace.js", "lsp", "--stdio" },
    root_dir = vim.fn.getcwd(),
    -- Neovim names no language by itself.
    init_options = { trusted = true },
    before_init = function(params) params.locale = vim.env.LOCALE end,
    workspace_folders = { { uri = vim.uri_from_fname(vim.fn.getcwd()), name = "project" } },
  })
  local function attached(file)
    edit(file)
    vim.lsp.buf_attach_client(0, client)
    until_true("the server", function() return vim.lsp.get_client_by_id(client).initialized end)
  end

  attached("src/totals.ts")
  until_true("problems", function() return #vim.diagnostic.get(0) > 0 end)
  result.problems = vim.tbl_map(
    function(each) return { line = each.lnum, column = each.col, message = each.message, code = each.code, source = each.source } end,
    vim.diagnostic.get(0)
  )

  -- Every menu, of code actions and of lenses, as somebody who takes the first.
  vim.ui.select = function(items, options, choose)
    result.menu = result.menu or vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  put("numbrs")
  vim.lsp.buf.code_action()
  until_true("the fix", function() return result.menu and lines()[2]:find("numbrs", 1, true) == nil end)
  result.fixed = lines()
  until_true("no problems", function() return #vim.diagnostic.get(0) == 0 end)

  put("numbers", 2)
  vim.lsp.buf.hover()
  until_true("the hover", float)
  result.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false), "\n")
  vim.api.nvim_win_close(float(), true)

  vim.cmd("silent write")
  put("numbers", 2)
  vim.lsp.buf.definition()
  until_true("the definition", function() return vim.fn.expand("%:t") == "assets.ts" end)
  result.definition = { file = vim.fn.expand("%:p"), line = vim.fn.line("."), word = vim.fn.expand("<cword>") }

  attached("src/assets.ts")
  put("numbers")
  vim.lsp.buf.rename("digits")
  until_true("the new name", function() return lines()[2]:find("digits", 1, true) ~= nil end)
  result.renamed = { assets = lines() }
  edit("src/totals.ts")
  until_true("the new name where it is loaded", function() return lines()[2]:find("digits", 1, true) ~= nil end)
  result.renamed.totals = lines()
  vim.cmd("silent wall")

  -- After the rename nothing is wrong. A new problem tells that the server has heard of all that came before it.
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "export const last = asset((nothing: number): number => nothing);" })
  until_true("the new problem", function() return table.concat(messages()):find('"nothing"', 1, true) ~= nil end)
  result.broken = messages()
  vim.api.nvim_buf_set_lines(0, -2, -1, false, {})
  until_true("no problems again", function() return #vim.diagnostic.get(0) == 0 end)

  -- The lens above the asset runs it: a client without commands of its own has the server's.
  edit("src/assets.ts")
  vim.lsp.codelens.refresh()
  until_true("lenses", function() return #vim.lsp.codelens.get(0) > 0 end)
  result.lenses = vim.tbl_map(function(each) return each.command.title end, vim.lsp.codelens.get(0))
  put("digits")
  vim.lsp.codelens.run()
  until_true("the stored value", function() return vim.fn.filereadable("data/digits.json") == 1 end)

  vim.lsp.stop_client(client)
  until_true("the server's end", function() return vim.lsp.client_is_stopped(client) end)
end

local fine, failure = xpcall(walk, debug.traceback)
if not fine then result.failure = failure .. "\n" .. table.concat(lines(), "\n") .. "\n" .. table.concat(messages(), "\n") end
vim.fn.writefile({ vim.json.encode(result) }, vim.env.RESULT)
vim.cmd("qall!")
