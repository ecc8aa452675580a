-- Every press by another citizen. Arguments: token file, first line, lines, shift, threads, where to write the summary.
-- Each line of the token file has 43 characters and a newline.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  local first, lines, shift, count = tonumber(args[2]), tonumber(args[3]), args[4], tonumber(args[5])
  local mine = math.floor(lines / count)
  local file = assert(io.open(args[1], "rb"))
  file:seek("set", (first + number * mine) * 44)
  tokens = file:read(mine * 44)
  file:close()
  at, last = 1, #tokens
  c200, c201, other = 0, 0, 0
  output = args[6]
  local body = '{"shift":' .. shift .. '}'
  local host = wrk.host .. ":" .. wrk.port
  head = "POST /api/v1/tickets HTTP/1.1\r\nHost: " .. host .. "\r\nOrigin: http://" .. host
    .. "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: " .. #body
    .. "\r\nCookie: mc_citizen="
  tail = "\r\n\r\n" .. body
end

function request()
  if at > last then
    wrk.thread:stop()
    at = 1
  end
  local token = string.sub(tokens, at, at + 42)
  at = at + 44
  return head .. token .. tail
end

function response(status)
  if status == 201 then c201 = c201 + 1
  elseif status == 200 then c200 = c200 + 1
  else other = other + 1 end
end

function done(summary, latency)
  local total = { c200 = 0, c201 = 0, other = 0, used = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(total) do
      total[name] = total[name] + (name == "used" and (thread:get("at") - 1) / 44 or thread:get(name))
    end
  end
  local file = assert(io.open(threads[1]:get("output"), "w"))
  local errors = summary.errors
  file:write(string.format(
    '{"requests":%d,"seconds":%f,"created":%d,"repeated":%d,"other":%d,"broken":%d,"p50_ms":%f,"p99_ms":%f,"max_ms":%f}',
    summary.requests, summary.duration / 1e6, total.c201, total.c200, total.other,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
  file:close()
end
