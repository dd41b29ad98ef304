#include "tools/riskflow/listing.hpp"

#include <iterator>

#include <boost/json.hpp>

#include "runtime/http/target.hpp"
#include "tools/riskflow/json_text.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

http::Request with_view_options(http::Request request, const Given& given) {
  struct Parameter {
    std::string_view option;
    std::string_view name;
  };
  constexpr std::array parameters{Parameter{"--filter", "$filter"},
                                  Parameter{"--orderby", "$orderby"}, Parameter{"--top", "$top"},
                                  Parameter{"--as-of", "$asOf"}};
  for (const auto& [option, name] : parameters)
    if (auto value = given.find(option)) request.query.push_back({std::string(name), *value});
  return request;
}

// The request for the next page, from the link of this one (absolute, or from the root).
static Result<std::optional<http::Request>> next_page(const json::object& page) {
  const auto* link = page.if_contains("@odata.nextLink");
  if (link == nullptr || !link->is_string()) return std::optional<http::Request>{};
  auto target = http::read_target(link->get_string());
  if (!target) return fail(Errc::unavailable, "the link to the next page cannot be read", "server");
  http::Request request;
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  return std::optional(std::move(request));
}

// Entries on their way to stdout: kept until the end where the form needs them all.
class Collected {
 public:
  Collected(const Show& show, Session& session) : show_(show), session_(session) {}

  void add(json::array entries) {
    const auto format = session_.format();
    if (format == Format::ndjson || format == Format::name)
      return print_list(session_.world().out, entries, show_.columns, format);
    entries_.insert(entries_.end(), std::make_move_iterator(entries.begin()),
                    std::make_move_iterator(entries.end()));
  }
  void finish() {
    auto& world = session_.world();
    print_list(world.out, entries_, show_.columns, session_.format());
    if (entries_.empty() && session_.format() == Format::table) world.err << "nothing to show\n";
  }

 private:
  const Show& show_;
  Session& session_;
  json::array entries_;
};

static Result<json::object> ask_page(Session& session, http::Request request) {
  auto answer = session.ask(std::move(request));
  if (!answer) return fail(answer.error());
  auto* page = answer->if_object();
  const auto* entries = page ? page->if_contains("value") : nullptr;
  if (entries == nullptr || !entries->is_array())
    return fail(Errc::unavailable, "the answer is not a list: is this a riskflow server?",
                "server");
  return std::move(*page);
}

Result<ExitCode> show_list(const Show& show, http::Request request, const Given& given,
                           Session& session) {
  auto& world = session.world();
  if (show.shape == Shape::view) request = with_view_options(std::move(request), given);
  Collected collected(show, session);
  for (std::optional<http::Request> wanted = std::move(request); wanted;) {
    auto page = ask_page(session, std::move(*wanted));
    if (!page) return fail(page.error());
    auto next = next_page(*page);
    if (!next) return fail(next.error());
    // The whole answer, so that a program finds the link to the next page.
    if (session.format() == Format::json && !given.has("--all")) {
      world.out << indented(*page);
      return ExitCode::ok;
    }
    collected.add(std::move(page->at("value").get_array()));
    wanted = given.has("--all") ? std::move(*next) : std::nullopt;
    if (*next && !wanted && session.format() == Format::table)
      world.err << "there is more: add --all, or a larger --top\n";
  }
  collected.finish();
  return ExitCode::ok;
}

}  // namespace riskflow::cli
