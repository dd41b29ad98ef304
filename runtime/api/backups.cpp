// Backups, and the root of the keys in escrow.

#include "runtime/backups.hpp"

#include <boost/json.hpp>

#include "eventstore/proof/base64.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static Asker asker_of(const Call& call) { return call.app.serving ? Asker::server : Asker::person; }

static js::object told(const eventstore::Backup& backup) {
  return {{"backup", backup.folder.string()},
          {"madeDateTime", to_text(backup.made)},
          {"events", backup.events},
          {"keyGeneration", backup.key_generation},
          {"origin", backup.origin}};
}

// Answers when the backup is whole, synced and verified.
Handled post_backup(const http::Request& request, Call& call) {
  if (!call.app.backups) return nothing_signed();
  const auto body = http::read_json_object(request.body.empty() ? "{}" : request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"to"}); !ok) return fail(ok.error());
  const auto to = body->text_if("to");
  if (!to) return fail(to.error());
  const auto collection = call.app.backups->collection(asker_of(call), *to);
  if (!collection) return fail(collection.error());
  const auto made = call.app.backups->make(*collection, call.context);
  if (!made) return fail(made.error());
  auto answer = told(made->backup);
  answer["rootHash"] = proof::base64(proof::view_of(made->tree.root));
  return answer_json(answer, call.app.log->head(), http::HttpStatus::created);
}

Handled get_backups(const http::Request&, Call& call) {
  if (!call.app.backups) return nothing_signed();
  const auto collection = call.app.backups->collection(asker_of(call), {});
  if (!collection) return fail(collection.error());
  const auto all = eventstore::backups_in(*collection);
  if (!all) return fail(all.error());
  js::array value;
  for (const auto& one : *all) value.push_back(told(one));
  return answer_json(js::object{{"value", std::move(value)}}, call.app.log->head());
}

Handled post_escrow(const http::Request&, Call& call) {
  const auto terms = call.app.escrow->renew(call.caller.actor);
  if (!terms) return fail(terms.error());
  return answer_json(js::object{{"keyGeneration", terms->generation},
                                {"folder", call.app.config.escrow_folder},
                                {"untilDateTime", to_text(terms->until)},
                                {"erasures", terms->erasures}},
                     call.app.log->head(), http::HttpStatus::created);
}

Handled get_erasures(const http::Request&, Call& call) {
  const auto list = call.app.escrow->erasures();
  if (!list) return fail(list.error());
  return answer_json(js::object{{"erasures", *list}}, call.app.log->head());
}

}  // namespace riskflow::runtime
