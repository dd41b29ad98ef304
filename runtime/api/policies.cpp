#include "projections/policies.hpp"

#include <algorithm>
#include <limits>

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/http/json_body.hpp"
#include "runtime/import/batch.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Handled get_policies(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::PolicyRow>());
}

static Result<pj::PolicyRow> policy_row(const http::Request& request, const pj::Reading& reading) {
  const auto id = policy_id(http::param(request, "policy"), reading);
  if (!id) return fail(id.error());
  const auto row = reading.find<pj::PolicyRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row) return fail(Errc::not_found, "no such policy", "policy");
  return **row;
}

Handled get_policy(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto row = policy_row(request, *reading);
  if (!row) return fail(row.error());
  auto lens = call.lens();
  const auto body = render(pj::table_of<pj::PolicyRow>(), any_row(*row), lens);
  if (!body) return fail(body.error());
  return answer_json(*body, reading->position());
}

// Far outside of what may be stays outside; what may be, the domain says.
static int window_days(std::int64_t days) {
  return static_cast<int>(std::clamp<std::int64_t>(days, std::numeric_limits<int>::min(),
                                                   std::numeric_limits<int>::max()));
}

Handled post_policy(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"name", "template", "description", "windowDays"}); !ok)
    return fail(ok.error());
  const auto name = body->text("name");
  if (!name) return fail(name.error());
  const auto word = body->text("template");
  if (!word) return fail(word.error());
  const auto from = domain::word_from_text<domain::PolicyTemplate>(*word, "template");
  if (!from) return fail(from.error());
  const auto description = body->text_if("description");
  if (!description) return fail(description.error());
  const auto days = body->whole_number_if("windowDays");
  if (!days) return fail(days.error());
  // The id an import would give it: an alert that names this policy finds it.
  const auto id = policy_id(std::string_view(*name));
  const domain::policy::Create command{
      id, *name, *from, description->value_or(""),
      days->has_value() ? std::optional(window_days(**days)) : std::nullopt};
  return run_command(call, command, js::object{{"id", to_text(id)}}, http::HttpStatus::created);
}

Handled patch_policy(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"description", "windowDays"}); !ok) return fail(ok.error());
  const auto description = body->text_if("description");
  if (!description) return fail(description.error());
  const auto days = body->whole_number_if("windowDays");
  if (!days) return fail(days.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto row = policy_row(request, *reading);
  if (!row) return fail(row.error());
  const domain::policy::Edit command{row->id, description->value_or(row->description),
                                     window_days(days->value_or(row->window_days))};
  return run_command(call, command, js::object{{"id", to_text(row->id)}});
}

}  // namespace riskflow::runtime
