// What proves the log to those who do not trust it: checkpoints and proofs, as text that other
// programs verify too.

#include <algorithm>

#include <boost/json.hpp>

#include "domain/erasure.hpp"
#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/export.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static Result<std::uint64_t> number_of(const http::Request& request, std::string_view name) {
  const auto text = http::query_value(request, name);
  if (!text) return fail(Errc::invalid, "say it: a number is needed", std::string(name));
  return number_from(*text, name);
}

static js::array texts_of(std::span<const proof::Hash> hashes) {
  js::array out;
  for (const auto& hash : hashes) out.push_back(js::string(proof::base64(proof::view_of(hash))));
  return out;
}

struct SignedTree {
  std::string note;
  proof::Checkpoint checkpoint;
};

static Result<SignedTree> signed_tree(const Call& call) {
  if (!call.app.notary) return nothing_signed();
  auto note = call.app.notary->sign();
  if (!note) return fail(note.error());
  auto checkpoint = proof::verify_checkpoint(*note, call.app.notary->keys());
  if (!checkpoint) return fail(checkpoint.error());
  return SignedTree{std::move(*note), std::move(*checkpoint)};
}

Handled get_checkpoint(const http::Request&, Call& call) {
  const auto tree = signed_tree(call);
  if (!tree) return fail(tree.error());
  const auto& [origin, head] = tree->checkpoint;
  return answer_json(js::object{{"origin", origin},
                                {"size", head.size},
                                {"rootHash", proof::base64(proof::view_of(head.root))},
                                {"checkpoint", tree->note},
                                {"verifierKey", to_text(call.app.notary->keys().front())}},
                     Position{head.size});
}

Handled get_proof(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"position"}); !ok) return fail(ok.error());
  const auto position = number_of(request, "position");
  if (!position) return fail(position.error());
  auto tree = signed_tree(call);
  if (!tree) return fail(tree.error());
  const auto size = tree->checkpoint.tree.size;
  auto leaf = call.app.log->leaf(Position{*position});
  if (!leaf) return fail(leaf.error());
  auto path = call.app.log->inclusion_proof(Position{*position}, size);
  if (!path) return fail(path.error());
  const proof::LogProof made{*position, std::move(*leaf), std::move(*path), std::move(tree->note)};
  return answer_json(js::object{{"position", *position}, {"size", size}, {"proof", to_text(made)}},
                     Position{size});
}

// Who did something may prove it; who sees the audit log, for everybody.
static Status may_see(const proof::CommitHeader& commit, const Call& call) {
  if (commit.actor.ref == call.caller.actor.ref ||
      call.caller.may(domain::Permission::see_audit_log))
    return {};
  return fail(Errc::forbidden, "somebody else did this: ask who may see the audit log", "position");
}

Handled get_receipt(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"position"}); !ok) return fail(ok.error());
  const auto position = number_of(request, "position");
  if (!position) return fail(position.error());
  const auto& log = *call.app.log;
  const auto commit = log.commit_at(Position{*position});
  if (!commit) return fail(commit.error());
  const auto& header = commit->header;
  if (auto ok = may_see(header, call); !ok) return fail(ok.error());
  const auto tree = signed_tree(call);
  if (!tree) return fail(tree.error());
  const auto size = tree->checkpoint.tree.size;
  std::vector<proof::LogProof> proofs;
  for (std::uint32_t i = 0; i < header.events; ++i) {
    const auto at = header.first + i;
    auto leaf = log.leaf(at);
    if (!leaf) return fail(leaf.error());
    auto path = log.inclusion_proof(at, size);
    if (!path) return fail(path.error());
    proofs.push_back({to_number(at), std::move(*leaf), std::move(*path), tree->note});
  }
  return answer_json(js::object{{"request", to_text(header.request)},
                                {"first", to_number(header.first)},
                                {"events", header.events},
                                {"size", size},
                                {"receipt", proof::to_text(proofs)}},
                     Position{size});
}

Handled get_consistency(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"from", "to"}); !ok) return fail(ok.error());
  const auto from = number_of(request, "from");
  if (!from) return fail(from.error());
  const auto to = number_or(request, "to", to_number(call.app.log->head()));
  if (!to) return fail(to.error());
  const auto path = call.app.log->consistency_proof(*from, *to);
  if (!path) return fail(path.error());
  const auto earlier = call.app.log->tree(*from);
  if (!earlier) return fail(earlier.error());
  const auto later = call.app.log->tree(*to);
  if (!later) return fail(later.error());
  const auto root = [](const proof::TreeHead& tree) {
    return js::object{{"size", tree.size}, {"rootHash", proof::base64(proof::view_of(tree.root))}};
  };
  return answer_json(
      js::object{{"from", root(*earlier)}, {"to", root(*later)}, {"proof", texts_of(*path)}},
      Position{*to});
}

// ---- exports ----

// The range asked for, within a tree of `size` events.
struct Range {
  Position from{};
  Position to{};
};

static Result<Range> range_of(const http::Request& request, std::uint64_t size) {
  const auto from = number_or(request, "from", 0);
  if (!from) return fail(from.error());
  const auto to = number_or(request, "to", size);
  if (!to) return fail(to.error());
  if (*to > size)
    return fail(Errc::invalid, "the log has " + std::to_string(size) + " events", "to");
  if (*from > *to) return fail(Errc::invalid, "must not be after the end", "from");
  return Range{Position{*from}, Position{*to}};
}

static Result<std::optional<proof::Growth>> growth_for(const http::Request& request, Call& call,
                                                       std::uint64_t size) {
  if (!http::query_value(request, "since")) return std::nullopt;
  const auto since = number_of(request, "since");
  if (!since) return fail(since.error());
  if (*since > size)
    return fail(Errc::invalid, "the log has " + std::to_string(size) + " events", "since");
  auto path = call.app.log->consistency_proof(*since, size);
  if (!path) return fail(path.error());
  return proof::Growth{*since, std::move(*path)};
}

// Where the newest purge on record before `end` stands.
static Result<std::optional<Position>> newest_purge(const eventstore::Log& log, Position end) {
  const auto stream = domain::erasure::register_stream();
  const auto version = log.version_of(stream);
  if (!version) return fail(version.error());
  const auto all = to_number(*version);
  // From the end of the stream, in ever longer steps: all who were erased stand there too.
  for (std::uint64_t looked = 64;; looked *= 4) {
    std::optional<Position> newest;
    const auto seen =
        log.read_stream(stream, Version{all - std::min(all, looked)},
                        [&](const auto&, const eventstore::StoredEvent& event) {
                          if (event.type == "erasure.purge-ended" && event.position < end)
                            newest = event.position;
                          return eventstore::Reading::more;
                        });
    if (!seen) return fail(seen.error());
    if (newest || looked >= all) return newest;
  }
}

static Result<proof::CarriedPurge> carried(Position purge, const eventstore::Log& log,
                                           std::uint64_t size) {
  proof::CarriedPurge out;
  const auto read = log.read_leaves(purge, purge + 1,
                                    [&](const proof::Leaf& leaf, const proof::Payload& payload) {
                                      out.event = proof::to_line(leaf, payload);
                                      return eventstore::Reading::enough;
                                    });
  if (!read) return fail(read.error());
  auto path = log.inclusion_proof(purge, size);
  if (!path) return fail(path.error());
  out.path = std::move(*path);
  return out;
}

// The newest purge, when an export up to `to` does not come to it: what it took is lacking there.
static Result<std::optional<proof::CarriedPurge>> purge_after(Position to, Call& call,
                                                              std::uint64_t size) {
  const auto known = call.app.purges->known();
  if (!known) return fail(known.error());
  if (known->purged_fields == 0) return std::nullopt;
  const auto& log = *call.app.log;
  const auto purge = newest_purge(log, Position{size});
  if (!purge) return fail(purge.error());
  if (!*purge || **purge < to) return std::nullopt;
  return carried(**purge, log, size);
}

Handled get_export(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"from", "to", "since"}); !ok) return fail(ok.error());
  auto tree = signed_tree(call);
  if (!tree) return fail(tree.error());
  const auto size = tree->checkpoint.tree.size;
  const auto range = range_of(request, size);
  if (!range) return fail(range.error());
  auto proof = call.app.log->range_proof(range->from, range->to, size);
  if (!proof) return fail(proof.error());
  auto growth = growth_for(request, call, size);
  if (!growth) return fail(growth.error());
  auto purge = purge_after(range->to, call, size);
  if (!purge) return fail(purge.error());
  const proof::ExportHead head{range->from,           range->to,
                               std::move(*proof),     std::move(*growth),
                               std::move(tree->note), std::move(*purge)};
  return answer_json(
      js::object{
          {"from", to_number(range->from)}, {"to", to_number(range->to)}, {"line", to_line(head)}},
      Position{size});
}

// What one page of lines may hold, in bytes; the event that reaches it is the last.
static constexpr std::size_t page_bytes = 1'024 * 1'024;

Handled get_export_events(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"from", "to"}); !ok) return fail(ok.error());
  const auto head = call.app.log->head();
  const auto range = range_of(request, to_number(head));
  if (!range) return fail(range.error());
  js::array lines;
  std::size_t bytes = 0;
  const auto read = call.app.log->read_leaves(
      range->from, range->to, [&](const proof::Leaf& leaf, const proof::Payload& payload) {
        const auto line = proof::to_line(leaf, payload);
        bytes += line.size();
        lines.push_back(js::string(line));
        return bytes < page_bytes ? eventstore::Reading::more : eventstore::Reading::enough;
      });
  if (!read) return fail(read.error());
  js::object body;
  if (const auto next = range->from + lines.size(); next < range->to)
    body["next"] = to_number(next);
  body["value"] = std::move(lines);
  return answer_json(body, head);
}

}  // namespace riskflow::runtime
