-- What a user of Neovim does, without a user: opens a file, waits for the
-- diagnostics, asks for hovers, code lenses and hints, takes a code action.
-- Reads the task from $FRAMEWALK_TASK and writes what was seen to
-- $FRAMEWALK_SEEN, both JSON.

local function readTask()
  local file = assert(io.open(os.getenv("FRAMEWALK_TASK")))
  local text = file:read("*a")
  file:close()
  return vim.fn.json_decode(text)
end

local task = readTask()
local seen = { version = tostring(vim.version().minor), hovers = {}, problems = {} }

local function finish()
  local file = assert(io.open(os.getenv("FRAMEWALK_SEEN"), "w"))
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd("qall!")
end

local function await(what, condition)
  if not vim.wait(task.timeout * 1000, condition, 20) then
    table.insert(seen.problems, "timed out: " .. what)
    finish()
  end
end

local function clients()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  return get()
end

local function client(name)
  for _, each in ipairs(clients()) do
    if each.name == name and each.initialized then return each end
  end
end

-- 0.7 has no option for the buffer.
local function diagnosticsOf(name)
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    if each.source == name then table.insert(found, each) end
  end
  return found
end

-- The text of the floating window that the last command opened.
local function floatText()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local buffer = vim.api.nvim_win_get_buf(window)
      local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
      return text, window
    end
  end
end

local function closeFloats()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      vim.api.nvim_win_close(window, true)
    end
  end
end

-- As the user's key does it: the window that appears.
local function shownHover(place)
  closeFloats()
  vim.api.nvim_win_set_cursor(0, { place.line, place.column - 1 })
  vim.lsp.buf.hover()
  await("hover at " .. place.line .. ":" .. place.column, function() return floatText() ~= nil end)
  local text = floatText()
  closeFloats()
  return text
end

-- What each server answers.
local function answers(place)
  vim.api.nvim_win_set_cursor(0, { place.line, place.column - 1 })
  local result = {}
  for _, each in ipairs(clients()) do
    local params = vim.lsp.util.make_position_params(0, each.offset_encoding)
    local answer = each.request_sync("textDocument/hover", params, task.timeout * 1000, 0)
    local contents = answer and answer.result and answer.result ~= vim.NIL and answer.result.contents
    result[each.name] = contents and contents.value or ""
  end
  return result
end

local function main()
  vim.cmd("edit " .. task.file)
  for _, name in ipairs(task.servers) do
    await(name .. " attached", function() return client(name) ~= nil end)
  end
  if task.findings > 0 then
    await("diagnostics", function() return #diagnosticsOf("framewalk") >= task.findings end)
  end
  seen.diagnostics = {}
  for _, each in ipairs(diagnosticsOf("framewalk")) do
    local lsp = each.user_data and each.user_data.lsp or {}
    table.insert(seen.diagnostics, {
      line = each.lnum + 1, column = each.col + 1, message = each.message,
      code = each.code or lsp.code, severity = each.severity,
    })
  end
  local all = vim.diagnostic.get(0)
  seen.allDiagnostics = {}
  for _, each in ipairs(all) do
    table.insert(seen.allDiagnostics, { source = each.source, message = each.message, line = each.lnum + 1 })
  end

  if #task.servers == 1 then
    for _, place in ipairs(task.hovers) do
      table.insert(seen.hovers, shownHover(place))
    end
  else
    seen.answers = {}
    for _, place in ipairs(task.hovers) do
      table.insert(seen.answers, answers(place))
    end
    finish()
  end

  vim.lsp.codelens.refresh({ bufnr = 0 })
  await("code lenses", function() return #vim.lsp.codelens.get(0) >= task.functions end)
  seen.lenses = {}
  for _, lens in ipairs(vim.lsp.codelens.get(0)) do
    table.insert(seen.lenses, { line = lens.range.start.line + 1, title = lens.command.title })
  end

  local symbols = vim.lsp.buf_request_sync(0, "textDocument/documentSymbol",
    { textDocument = vim.lsp.util.make_text_document_params() }, task.timeout * 1000)
  for _, answer in pairs(symbols or {}) do
    seen.symbols = {}
    for _, item in ipairs(vim.lsp.util.symbols_to_items(answer.result or {}, 0)) do
      table.insert(seen.symbols, { line = item.lnum, text = item.text })
    end
  end

  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
    await("inlay hints", function() return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0 end)
    seen.hints = {}
    for _, each in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
      table.insert(seen.hints, { line = each.inlay_hint.position.line + 1, label = each.inlay_hint.label })
    end
  end

  if task.fix then
    vim.ui.select = function(items, options, choose)
      seen.offered = {}
      for _, item in ipairs(items) do
        table.insert(seen.offered, options.format_item and options.format_item(item) or tostring(item))
      end
      choose(items[1], 1)
    end
    vim.api.nvim_win_set_cursor(0, { task.fix.line, task.fix.column - 1 })
    local before = vim.api.nvim_buf_get_changedtick(0)
    vim.lsp.buf.code_action()
    await("code action", function() return vim.api.nvim_buf_get_changedtick(0) ~= before end)
    seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
    await("the finding gone", function() return #diagnosticsOf("framewalk") < task.findings end)
    seen.findingsAfter = #diagnosticsOf("framewalk")
  end
  finish()
end

local ok, problem = pcall(main)
if not ok then
  table.insert(seen.problems, tostring(problem))
  finish()
end
