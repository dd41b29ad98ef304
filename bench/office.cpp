#include "bench/office.hpp"

#include <algorithm>
#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/core/request_ids.hpp"
#include "runtime/http/target.hpp"
#include "runtime/import/files.hpp"
#include "tools/sample/generate.hpp"

namespace riskflow::bench {

namespace js = boost::json;
using namespace runtime;

static constexpr const char* host = "host:bench";
static constexpr std::size_t active_cases_most = 100;  // the setting's default

SampleFiles::SampleFiles(const SampleSize& size) {
  const auto made = sample::generate({size.users, size.alerts, 1, folder_.path()});
  ensure(made.has_value(), "the sample is written");
}

std::vector<std::filesystem::path> SampleFiles::paths() const {
  return {folder_ / "users.json", folder_ / "groups.json", folder_ / "hr.csv",
          folder_ / "alerts.json"};
}

Office::Office() {
  Config config;
  config.data = folder_ / "data";
  config.catcher_port = 0;
  auto app = App::open(config, clock);
  ensure(app.has_value(), "the app opens");
  app_ = std::move(*app);
  const auto token_file = app_->found(host);
  ensure(token_file.has_value(), "the app has an administrator");
  std::getline(std::ifstream(*token_file) >> std::ws, token_);
}

Office::~Office() = default;

std::uint64_t Office::import(const SampleFiles& files) {
  const auto importer = app_->begin_import(host);
  ensure(importer.has_value(), "an import may begin");
  const ImportWatch watch{[](const ImportProgress&) {}, [](const SkippedRecord&) {}};
  const auto done = import_files(
      files.paths(), {}, [&](const RawBatch& batch) { return (*importer)->take(batch); }, watch);
  ensure(done.status && (*importer)->finish(), "the sample is imported");
  ensure(done.totals.skipped == 0, "every record of the sample is good");
  return done.totals.read;
}

Result<http::Response> Office::ask(http::Method method, const std::string& target,
                                   const std::string& body) {
  const auto parsed = http::read_target(target);
  ensure(parsed.has_value(), "a benchmark asks for what there is");
  http::Request request;
  request.method = method;
  request.path = parsed->path;
  request.query = parsed->query;
  request.body = body;
  if (!body.empty()) request.headers.set("Content-Type", "application/json");
  request.headers.set("Authorization", "Bearer " + token_);
  request.id = random_request_id(clock.now());
  return app_->answer(request);
}

static std::string body_of(const Result<http::Response>& answer) {
  ensure(answer && http::to_number(answer->status) < 300, "a benchmark's request is granted");
  return answer->body;
}

std::string Office::get(const std::string& target) {
  return body_of(ask(http::Method::get, target, {}));
}
std::string Office::post(const std::string& target, const std::string& body) {
  return body_of(ask(http::Method::post, target, body));
}
std::string Office::patch(const std::string& target, const std::string& body) {
  return body_of(ask(http::Method::patch, target, body));
}

// A person has one active case at most, and some alerts are dismissed: those are passed over.
void Office::open_cases(std::size_t wanted) {
  settle();
  const auto page = js::parse(get("/v1.0/alerts?$top=1000"));
  std::size_t opened = 0;
  for (const auto& alert : page.at("value").as_array()) {
    const std::string id(alert.at("id").as_string());
    const auto body = fmt::format(R"({{"caseName": "Case {}"}})", opened + 1);
    const auto answer = ask(http::Method::post, "/v1.0/alerts/" + id + "/confirm", body);
    opened += answer ? 1 : 0;
    if (opened == wanted) return settle();
  }
  ensure(false, "the first thousand alerts are about enough people");
}

void Office::settle() {
  const auto there = app_->parts().views->wait_for(log().head(), std::chrono::minutes{10});
  ensure(there.has_value(), "the views keep up");
}

const SampleFiles& Offices::files(const SampleSize& size) {
  auto& files = files_[size];
  if (!files) files = std::make_unique<SampleFiles>(size);
  return *files;
}

Office& Offices::of(const SampleSize& size) {
  auto& office = offices_[size];
  if (office) return *office;
  office = std::make_unique<Office>();
  office->import(files(size));
  office->open_cases(std::min<std::size_t>(active_cases_most, size.users / 4));
  return *office;
}

}  // namespace riskflow::bench
