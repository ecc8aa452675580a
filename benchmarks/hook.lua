-- Signed webhook events, each body once. Arguments: file, first byte, where to write the summary.
-- Each record of the file: 64 hex digits of the mac, five digits of length, the body.
local thread

function setup(one)
  thread = one
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  file:seek("set", tonumber(args[2]))
  bodies = file:read("*a")
  file:close()
  at, used = 1, 0
  c200, other = 0, 0
  output = args[3]
  head = "POST /hooks/zalo HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nContent-Type: application/json\r\nX-ZEvent-Signature: mac="
end

function request()
  if at > #bodies then
    wrk.thread:stop()
    at = 1
  end
  local length = tonumber(string.sub(bodies, at + 64, at + 68))
  local made = head .. string.sub(bodies, at, at + 63) .. "\r\nContent-Length: " .. length .. "\r\n\r\n"
    .. string.sub(bodies, at + 69, at + 68 + length)
  at = at + 69 + length
  return made
end

function response(status)
  if status == 200 then c200 = c200 + 1 else other = other + 1 end
end

function done(summary, latency)
  local file = assert(io.open(thread:get("output"), "w"))
  local errors = summary.errors
  file:write(string.format(
    '{"requests":%d,"seconds":%f,"stored":%d,"other":%d,"broken":%d,"next":%d,"p50_ms":%f,"p99_ms":%f,"max_ms":%f}',
    summary.requests, summary.duration / 1e6, thread:get("c200"), thread:get("other"),
    errors.connect + errors.read + errors.write + errors.timeout, thread:get("at") - 1,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
  file:close()
end
