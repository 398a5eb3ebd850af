-- For wrk: walks the paths of a job file (see load.py), and says in one line of JSON how it went.

local paths = {}
local at = 0

function init(args)
   local lines = {}
   for line in io.lines(args[1]) do
      lines[#lines + 1] = line
   end
   wrk.method = lines[1]
   wrk.headers["Authorization"] = lines[2]
   if lines[3] ~= "" then
      wrk.body = lines[3]
      wrk.headers["Content-Type"] = "application/json"
   end
   for index = 4, #lines do
      paths[#paths + 1] = wrk.format(nil, lines[index])
   end
end

function request()
   at = at % #paths + 1
   return paths[at]
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      '{"requests":%d,"seconds":%.6f,"bad":%d,"p50":%.3f,"p99":%.3f,"worst":%.3f}\n',
      summary.requests,
      summary.duration / 1e6,
      errors.status + errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1e3,
      latency:percentile(99) / 1e3,
      latency.max / 1e3
   ))
end
