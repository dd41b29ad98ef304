#include <set>

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/mail/message.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static std::unexpected<Error> names_not_shown() {
  return fail(Errc::forbidden, "mails name persons, and names are not shown (privacy setting)",
              "privacy");
}

// What the local catcher holds are real mails to real addresses: for those who run flows, and only
// while names are shown.
static Status may_read_mails(const Call& call) {
  if (call.app.catcher.port() == 0)
    return fail(Errc::not_found,
                call.app.config.mail_host.empty()
                    ? "the local mail catcher runs within the server, and keeps mails while that "
                      "runs: start it with riskflow serve"
                    : "mails go to the server that mail_host names: the local catcher does not run",
                "mail_host");
  if (!call.app.authority->now()->privacy.names_may_be_shown()) return names_not_shown();
  return {};
}

// Whom a mail is about: the user of the run that sent it, and those it went to whom the directory
// knows.
static Result<std::vector<SubjectRef>> about_of(const mail::CaughtMail& mail, const Call& call) {
  auto& app = call.app;
  std::vector<SubjectRef> about;
  for (const auto& header : mail.content.headers) {
    if (header.name != mail::run_header) continue;
    const auto id = id_from_text<RunId>(header.value, "mail");
    if (!id) continue;  // the mail of somebody else
    const auto run = app.aggregates->load(domain::run::stream(*id));
    if (!run) return fail(run.error());
    if (const auto& state = std::get<domain::run::State>((*run)->state); state.exists())
      about.push_back(state.subject);
  }
  if (auto ok = app.identities->catch_up(); !ok) return fail(ok.error());
  for (const auto& recipient : mail.summary.recipients)
    if (const auto known = app.identities->find(recipient)) about.push_back(*known);
  return about;
}

// Puts the read of these mails on record.
static Status will_show(const std::vector<mail::CaughtMail>& mails, const Call& call) {
  auto lens = call.lens();
  // The lens decides, by one look at the setting: it may have changed since.
  if (!lens.shows_names()) return names_not_shown();
  std::set<SubjectRef> everybody;
  for (const auto& mail : mails) {
    const auto about = about_of(mail, call);
    if (!about) return fail(about.error());
    everybody.insert(about->begin(), about->end());
  }
  return lens.will_show(std::vector(everybody.begin(), everybody.end()));
}

static js::object summary_json(const mail::CaughtSummary& mail) {
  js::array to;
  for (const auto& recipient : mail.recipients) to.push_back(js::string(recipient));
  return {{"number", mail.number},   {"receivedDateTime", to_text(mail.received)},
          {"from", mail.from},       {"to", std::move(to)},
          {"subject", mail.subject}, {"size", mail.size}};
}

Handled get_mails(const http::Request&, Call& call) {
  if (auto ok = may_read_mails(call); !ok) return fail(ok.error());
  std::vector<mail::CaughtMail> mails;
  for (const auto& summary : call.app.catcher.list())
    if (auto mail = call.app.catcher.get(summary.number)) mails.push_back(std::move(*mail));
  if (auto ok = will_show(mails, call); !ok) return fail(ok.error());
  js::array out;
  for (const auto& mail : mails) out.push_back(summary_json(mail.summary));
  return answer_json(js::object{{"value", std::move(out)}}, call.app.log->head());
}

Handled get_mail(const http::Request& request, Call& call) {
  if (auto ok = may_read_mails(call); !ok) return fail(ok.error());
  const auto number = number_from(http::param(request, "number"), "number");
  if (!number)
    return fail(Errc::invalid, "a mail is named by its number in the list of mails", "number");
  const auto mail = call.app.catcher.get(*number);
  if (!mail) return fail(mail.error());
  if (auto ok = will_show({*mail}, call); !ok) return fail(ok.error());
  auto body = summary_json(mail->summary);
  js::array headers;
  for (const auto& header : mail->content.headers)
    headers.push_back(js::object{{"name", header.name}, {"value", header.value}});
  body["headers"] = std::move(headers);
  body["text"] = mail->content.text;
  body["html"] = mail->content.html;
  return answer_json(body, call.app.log->head());
}

}  // namespace riskflow::runtime
