-- Every look-up by another signed-in citizen, for another person. Arguments: token file, tokens, rows, path, summary.
-- Each line of the token file has 43 characters and a newline. Names are made as benchmarks/lookup.py makes them.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  local count = tonumber(args[2])
  local file = assert(io.open(args[1], "rb"))
  tokens = file:read(count * 44)
  file:close()
  many, rows, path, output = count, tonumber(args[3]), args[4], args[5]
  c303, other = 0, 0
  math.randomseed(number + 7)
  local host = wrk.host .. ":" .. wrk.port
  local secret = string.rep("a", 32)
  head = "POST " .. path .. " HTTP/1.1\r\nHost: " .. host .. "\r\nOrigin: http://" .. host
    .. "\r\nContent-Type: application/x-www-form-urlencoded\r\nX-CSRFToken: " .. secret
    .. "\r\nCookie: mc_csrf=" .. secret .. "; mc_citizen="
end

function request()
  local n = math.random(1, rows)
  local name, rest = n % 65536, math.floor(n / 65536)
  local letters = string.gsub(string.format("%x", name), "%x", function(digit)
    return string.char(string.byte("a") + tonumber(digit, 16))
  end)
  local body = "name=Nguy%E1%BB%85n+V%C4%83n+" .. letters .. "&day=1&month=" .. (1 + math.floor(rest / 70) % 12)
    .. "&year=" .. (1940 + rest % 70) .. "&code="
  local at = math.random(0, many - 1) * 44 + 1
  return head .. string.sub(tokens, at, at + 42) .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function response(status)
  if status == 303 then c303 = c303 + 1 else other = other + 1 end
end

function done(summary, latency)
  local found, others = 0, 0
  for _, thread in ipairs(threads) do
    found, others = found + thread:get("c303"), others + thread:get("other")
  end
  local file = assert(io.open(threads[1]:get("output"), "w"))
  local errors = summary.errors
  file:write(string.format(
    '{"requests":%d,"seconds":%f,"answered":%d,"other":%d,"broken":%d,"p50_ms":%f,"p99_ms":%f,"max_ms":%f}',
    summary.requests, summary.duration / 1e6, found, others,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
  file:close()
end
