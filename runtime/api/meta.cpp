#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/api/role_groups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace store = eventstore;
namespace dom = domain;

Handled get_start_page(const http::Request&, Call& call) {
  const bool catches = call.app.catcher.port() != 0;
  return http::html(fmt::format(
      R"(<!doctype html><html lang="en"><head><meta charset="utf-8"><title>riskflow</title>
<style>body{{font-family:system-ui,sans-serif;max-width:42rem;margin:3rem auto;line-height:1.5;padding:0 1rem}}
code{{background:#eee;padding:.1rem .3rem}}</style></head>
<body><h1>riskflow</h1>
<p>Self-hosted, event-sourced automation for insider-risk work. This server answers the API at
<code>/v1.0</code>; every request but this page, <code>/healthz</code> and <code>/metrics</code> needs a token.</p>
<p>{} events are in the log, the views are {} behind. Mails go to {}.</p>
<p>Start with the command line: <code>riskflow alert list</code>, <code>riskflow case list</code>,
<code>riskflow --help</code>.</p>
</body></html>
)",
      to_number(call.app.log->head()), call.app.views->lag(),
      catches ? "the local catcher (riskflow mail list)" : "the configured mail server"));
}

Handled get_health(const http::Request&, Call& call) {
  const auto failure = call.app.views->failure();
  const auto log = call.app.log->health();
  const bool serves = !failure && (log.condition == store::Condition::healthy ||
                                   log.condition == store::Condition::read_only);
  js::object health{
      {"status", failure || log.condition != store::Condition::healthy ? "Degraded" : "Healthy"},
      {"log", js::string(name_of(log.condition))},
      {"position", to_number(call.app.log->head())},
      {"viewLag", call.app.views->lag()}};
  if (log.cause) health["cause"] = js::string(detail(*log.cause, "reason"));
  return http::json(js::serialize(health),
                    serves ? http::HttpStatus::ok : http::HttpStatus::service_unavailable);
}

static void set_condition(http::Metrics& metrics, const store::Health& log) {
  using http::Metric;
  const auto condition = log.condition;
  metrics.set(Metric::log_healthy, condition == store::Condition::healthy);
  metrics.set(Metric::log_read_only, condition == store::Condition::read_only);
  metrics.set(Metric::log_reopening, condition == store::Condition::reopening);
  metrics.set(Metric::log_broken, condition == store::Condition::broken);
  metrics.set(Metric::log_damaged, log.cause && detail(*log.cause, "reason") == "damaged");
}

Handled get_metrics(const http::Request&, Call& call) {
  call.app.metrics.set(http::Metric::log_events,
                       static_cast<double>(to_number(call.app.log->head())));
  set_condition(call.app.metrics, call.app.log->health());
  call.app.metrics.set(http::Metric::view_lag_events, static_cast<double>(call.app.views->lag()));
  auto response = http::text(call.app.metrics.prometheus_text());
  response.content_type = http::prometheus_type;
  return response;
}

Handled get_me(const http::Request&, Call& call) {
  auto lens = call.lens();
  auto who = render_operator(call.caller.actor.ref, lens);
  if (!who) return fail(who.error());
  js::array may;
  for (const auto& row : dom::grants())
    if (call.caller.may(row.permission)) may.push_back(js::string(row.words));
  (*who)["roleGroups"] = names_of(call.caller.groups);
  (*who)["may"] = std::move(may);
  (*who)["privacyMode"] = dom::to_text(call.app.authority->now()->privacy.mode);
  return answer_json(*who, call.app.log->head());
}

}  // namespace riskflow::runtime
