#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;

Handled get_settings(const http::Request&, Call& call) {
  const auto folded = call.app.aggregates->load(dom::settings::stream());
  if (!folded) return fail(folded.error());
  const auto& state = std::get<dom::settings::State>((*folded)->state);
  js::array rows;
  for (const auto& row : dom::settings::rows())
    rows.push_back(js::object{{"name", row.name},
                              {"value", state[row.key]},
                              {"least", row.least},
                              {"most", row.most},
                              {"description", row.help}});
  const auto mode = call.app.authority->now()->privacy.mode;
  return answer_json(js::object{{"privacyMode", dom::to_text(mode)}, {"value", std::move(rows)}},
                     call.app.log->head());
}

Handled patch_settings(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  for (const auto& row : dom::settings::rows()) {
    if (!body->has(row.name)) continue;
    if (auto ok = body->only({row.name}); !ok)
      return fail(Errc::invalid, "change one setting at a time", ok.error().target);
    const auto value = body->whole_number(row.name);
    if (!value) return fail(value.error());
    return run_command(call, dom::settings::Change{row.key, *value},
                       js::object{{row.name, *value}});
  }
  std::vector<std::string_view> names;
  for (const auto& row : dom::settings::rows()) names.push_back(row.name);
  return fail(Errc::invalid, "name a setting: there are " + dom::list_of(names), "settings");
}

Handled patch_privacy(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"mode"}); !ok) return fail(ok.error());
  const auto word = body->text("mode");
  if (!word) return fail(word.error());
  const auto mode = dom::word_from_text<dom::PrivacyMode>(*word, "mode");
  if (!mode) return fail(mode.error());
  return run_command(call, dom::privacy::ChangeMode{*mode},
                     js::object{{"privacyMode", dom::to_text(*mode)}});
}

}  // namespace riskflow::runtime
