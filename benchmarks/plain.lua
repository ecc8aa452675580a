-- No script work while it runs; only the summary. Argument: where to write it.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  output = args[1]
end

function done(summary, latency)
  local file = assert(io.open(threads[1]:get("output"), "w"))
  local errors = summary.errors
  file:write(string.format(
    '{"requests":%d,"seconds":%f,"other":%d,"broken":%d,"p50_ms":%f,"p99_ms":%f,"max_ms":%f}',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
  file:close()
end
