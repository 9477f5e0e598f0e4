-- Arpeggio's heartbeats in Wireshark and tshark. Put this file into the folder of the personal Lua plugins (Help, About
-- Wireshark, Folders), or name it on the command line: tshark -X lua_script:arpeggio.lua -i eth0 -f "udp port 7474".
-- docs/heartbeat-format.md explains the fields. The signature is shown but not checked, because that needs the key.

local arpeggio = Proto("arpeggio", "Arpeggio heartbeat")

local states = { [0] = "starting", [1] = "running", [2] = "restarting" }
local uses = { [0] = "has only asked", [1] = "has sent traffic", [2] = "has sent traffic lately" }
local kinds = { [0] = "holds", [1] = "cannot serve", [2] = "asks in vain" }

local f = {
  protocol = ProtoField.uint8("arpeggio.protocol", "Protocol version"),
  oldest = ProtoField.uint8("arpeggio.oldest", "Oldest version read"),
  newest = ProtoField.uint8("arpeggio.newest", "Newest version known"),
  state = ProtoField.uint8("arpeggio.state", "State", base.DEC, states),
  length = ProtoField.uint16("arpeggio.length", "Length"),
  mac = ProtoField.ether("arpeggio.mac", "MAC on this network"),
  incarnation = ProtoField.uint32("arpeggio.incarnation", "Incarnation", base.HEX),
  echo = ProtoField.uint32("arpeggio.echo", "Echo", base.HEX),
  sequence = ProtoField.uint64("arpeggio.sequence", "Sequence"),
  version = ProtoField.uint32("arpeggio.version", "Version of the holdings"),
  known = ProtoField.uint32("arpeggio.known_version", "Known version of the receiver's holdings"),
  part = ProtoField.uint32("arpeggio.part", "Part"),
  parts = ProtoField.uint32("arpeggio.parts", "Parts"),
  from = ProtoField.string("arpeggio.from", "From"),
  to = ProtoField.string("arpeggio.to", "To"),
  entry = ProtoField.none("arpeggio.entry", "Holding"),
  kind = ProtoField.uint8("arpeggio.entry.kind", "Kind", base.DEC, kinds),
  ipv4 = ProtoField.ipv4("arpeggio.entry.ipv4", "Address"),
  ipv6 = ProtoField.ipv6("arpeggio.entry.ipv6", "Address"),
  revision = ProtoField.uint32("arpeggio.entry.revision", "Revision"),
  beat = ProtoField.uint16("arpeggio.beat", "Milliseconds between two heartbeats"),
  host = ProtoField.none("arpeggio.host", "Host"),
  host_address4 = ProtoField.ipv4("arpeggio.host.shared_ipv4", "Shared address"),
  host_address6 = ProtoField.ipv6("arpeggio.host.shared_ipv6", "Shared address"),
  host_mac = ProtoField.ether("arpeggio.host.mac", "MAC of the host"),
  host_ipv4 = ProtoField.ipv4("arpeggio.host.ipv4", "Address of the host"),
  host_ipv6 = ProtoField.ipv6("arpeggio.host.ipv6", "Address of the host"),
  host_node = ProtoField.uint32("arpeggio.host.node", "Hash of its node's name", base.HEX),
  host_home = ProtoField.uint32("arpeggio.host.home", "Hash of the name of the node that it goes back to", base.HEX),
  host_moves = ProtoField.uint32("arpeggio.host.moves", "How often it was given to a node"),
  host_use = ProtoField.uint8("arpeggio.host.use", "Use", base.DEC, uses),
  later = ProtoField.bytes("arpeggio.later", "Fields of a later version"),
  signature = ProtoField.bytes("arpeggio.signature", "HMAC-SHA256"),
}

local list = {}
for _, field in pairs(f) do
  list[#list + 1] = field
end
arpeggio.fields = list

local malformed = ProtoExpert.new("arpeggio.malformed", "Malformed heartbeat", expert.group.MALFORMED, expert.severity.ERROR)
arpeggio.experts = { malformed }

local signature_length = 32
local declined_mark = 0xffffffff
local missed_mark = 0xfffffffe

-- Reads the bytes of a datagram one after the other. A read past their end gives nothing, and makes `whole` false.
local function cursor(buffer, tree, ends)
  local at = { offset = 0, whole = true, ends = ends }

  function at:take(length)
    if self.offset + length > self.ends then
      self.whole = false
      return nil
    end
    local range = buffer(self.offset, length)
    self.offset = self.offset + length
    return range
  end

  function at:add(field, length, into)
    local range = self:take(length)
    if range then (into or tree):add(field, range) end
    return range
  end

  function at:name(field)
    local length = self:take(1)
    if not length then return "?" end
    local range = length:uint() > 0 and self:take(length:uint())
    if not range then return "" end
    tree:add(field, range)
    return range:string()
  end

  function at:address(into, ipv4, ipv6)
    local length = self:take(1)
    if not length then return nil end
    if length:uint() == 4 then
      local range = self:add(ipv4 or f.ipv4, 4, into)
      return range and tostring(range:ipv4())
    end
    if length:uint() == 16 then
      local range = self:add(ipv6 or f.ipv6, 16, into)
      return range and tostring(range:ipv6())
    end
    self.whole = false
    return nil
  end

  return at
end

local function entries(at, tree, read, field)
  local count = at:take(1)
  for _ = 1, count and count:uint() or 0 do
    local start = at.offset
    local entry = tree:add(field or f.entry)
    local text = read(entry)
    if not text then return end
    entry:set_text(text)
    entry:set_len(at.offset - start)
  end
end

-- The layout of version 1, which the first development versions use.
local function version1(at, tree)
  at:take(4)
  local state = at:add(f.state, 1)
  local from, to = at:name(f.from), at:name(f.to)
  at:add(f.incarnation, 4)
  at:add(f.sequence, 8)
  at:add(f.echo, 4)
  at:add(f.mac, 6)
  at:add(f.version, 4)
  at:add(f.known, 4)
  local part, parts = at:take(4), at:take(4)
  if parts and parts:uint() > 0 then
    tree:add(f.part, part)
    tree:add(f.parts, parts)
  elseif part and part:uint() > 0 then
    tree:add(f.newest, part, part:uint())
  end
  entries(at, tree, function(entry)
    local address, revision = at:address(entry), at:take(4)
    if not address or not revision then return nil end
    if revision:uint() == declined_mark then
      entry:add(f.kind, revision, 1)
      return "Cannot serve " .. address
    elseif revision:uint() == missed_mark then
      entry:add(f.kind, revision, 2)
      return "Asks in vain for " .. address
    end
    entry:add(f.kind, revision, 0)
    entry:add(f.revision, revision)
    return "Holds " .. address .. " under revision " .. revision:uint()
  end)
  return state, from, to
end

-- The hosts of shared addresses, since version 3.
local function hosts(at, tree)
  entries(at, tree, function(entry)
    local address = at:address(entry, f.host_address4, f.host_address6)
    local mac = at:add(f.host_mac, 6, entry)
    local host = at:address(entry, f.host_ipv4, f.host_ipv6)
    local node = at:add(f.host_node, 4, entry)
    at:add(f.host_home, 4, entry)
    at:add(f.host_moves, 4, entry)
    local use = at:add(f.host_use, 1, entry)
    if not address or not mac or not host or not node or not use then return nil end
    return "Host " .. tostring(mac) .. " of " .. address
  end, f.host)
end

local function version2(at, tree)
  at:take(4)
  local protocol = at:add(f.protocol, 1)
  at:add(f.oldest, 1)
  at:add(f.newest, 1)
  local state = at:add(f.state, 1)
  at:add(f.length, 2)
  at:add(f.mac, 6)
  at:add(f.incarnation, 4)
  at:add(f.echo, 4)
  at:add(f.sequence, 8)
  at:add(f.version, 4)
  at:add(f.known, 4)
  at:add(f.part, 2)
  at:add(f.parts, 2)
  local from, to = at:name(f.from), at:name(f.to)
  entries(at, tree, function(entry)
    local kind = at:add(f.kind, 1, entry)
    local address, revision = at:address(entry), at:add(f.revision, 4, entry)
    if not kind or not address or not revision then return nil end
    if kind:uint() == 1 then return "Cannot serve " .. address end
    if kind:uint() == 2 then return "Asks in vain for " .. address end
    if kind:uint() == 0 then return "Holds " .. address .. " under revision " .. revision:uint() end
    return "Kind " .. kind:uint() .. " of a later version: " .. address
  end)
  if at.ends - at.offset >= 2 then at:add(f.beat, 2) end
  if protocol and protocol:uint() >= 3 then hosts(at, tree) end
  local left = at.ends - at.offset
  if at.whole and left > 0 then at:add(f.later, left) end
  return state, from, to
end

local layouts = { ARP1 = { 1, version1 }, ARPG = { 2, version2 } }

function arpeggio.dissector(buffer, pinfo, root)
  if buffer:captured_len() < 4 + signature_length then return 0 end
  local layout = layouts[buffer(0, 4):string()]
  if not layout then return 0 end
  pinfo.cols.protocol = "ARPEGGIO"
  local tree = root:add(arpeggio, buffer())
  if layout[1] == 1 then tree:add(f.protocol, buffer(3, 1), 1) end
  local ends = buffer:captured_len() - signature_length
  local at = cursor(buffer, tree, ends)
  local state, from, to = layout[2](at, tree)
  if not at.whole or (layout[1] == 1 and at.offset ~= ends) then tree:add_proto_expert_info(malformed) end
  tree:add(f.signature, buffer(ends, signature_length))
  local word = state and states[state:uint()] or "?"
  pinfo.cols.info = from .. " to " .. to .. ": " .. word
  return buffer:captured_len()
end

DissectorTable.get("udp.port"):add(7474, arpeggio)
