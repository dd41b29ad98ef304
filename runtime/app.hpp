#pragma once
// The running riskflow: everything wired once, top to bottom, behind one door.  Every face asks
// through `answer`: the HTTP server with a token, the command line on a closed data folder as the
// person who runs it.  docs/api.md lists what can be asked.
//
//   auto app = App::open(config, clock);  // log, keys, views; and the lock of the folder
//   (*app)->begin();                      // catcher, flow engine, timer; for a server
//   auto server = http::Server::start(server_config, {**app, clock, (*app)->metrics(), ...});
//
// Thread rule: `answer`, `answer_as` from any thread; the rest from one.

#include <memory>
#include <string>
#include <vector>

#include "domain/decision.hpp"
#include "runtime/core/config.hpp"
#include "runtime/http/metrics.hpp"
#include "runtime/http/router.hpp"
#include "runtime/http/server.hpp"
#include "runtime/import/importer.hpp"

namespace riskflow::runtime {

class App final : public http::Service {
 public:
  // Errors: unavailable (another process has the folder; no unlock key), corrupt, invalid
  // (configuration).
  static Result<std::unique_ptr<App>> open(const Config& config, Clock& clock);
  ~App() override;
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // The first start: makes `host` (the account that runs the process) the administrator, with a
  // token in the file `<data>/admin.token` (0600).  Does nothing when there is an administrator.
  // Answers the path of the file.
  Result<std::string> found(const std::string& host);

  // Whether nothing has happened yet: before the first start.
  bool is_empty() const;

  // Starts what runs beside requests: the local mail catcher (unless a mail server is configured),
  // the flow engine, and the timer that ends scopes.
  Status begin();
  // Lets the timer look once, and waits until the flow engine has nothing to do now.
  void wait_until_idle();
  // Ends it: no new steps, views and log closed.  Idempotent.
  void stop();

  // http::Service: authenticates the bearer token, checks the permission of the route, and runs its
  // handler.
  std::size_t body_limit(const http::Request& head) const override;
  Result<http::Response> answer(http::Request& request) override;

  // The same for somebody who works on the closed data folder: "host:USER".  They act as the
  // operator of that name.
  Result<http::Response> answer_as(http::Request& request, const std::string& host);

  // An import by the operator of that name; see runtime/import/files.hpp for feeding it.
  Result<std::unique_ptr<Importer>> begin_import(const std::string& host);

  // Where the local catcher listens; 0 while it does not.
  std::uint16_t catcher_port() const;
  http::Metrics& metrics();
  // The rows of the API, for docs/api.md.
  static std::vector<http::RouteDoc> api();

  struct Parts;  // everything that is wired: runtime/app_parts.hpp
  Parts& parts() { return *parts_; }

 private:
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace riskflow::runtime
