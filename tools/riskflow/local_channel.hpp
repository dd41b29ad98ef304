#pragma once
// A channel to a data folder that no server has: riskflow itself in this process, asked as the
// person who runs it.

#include "runtime/app.hpp"
#include "runtime/http/server.hpp"
#include "tools/riskflow/channel.hpp"
#include "tools/riskflow/command.hpp"
#include "tools/riskflow/door.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

// "host:USER", the account that runs the process: what the log calls who works on a closed folder.
std::string host_name();

class LocalChannel final : public Channel {
 public:
  // Opens the folder and takes its lock.  The first one ever to do so becomes its administrator.
  // Errors: not_found (no such folder, and it may not be made); unavailable (a server has it).
  static Result<std::unique_ptr<Channel>> open(const Door& door, Folder folder, const World& world);

  // `mail_host` is the setting of that name.
  LocalChannel(std::unique_ptr<runtime::App> app, Clock& clock, std::string mail_host);
  ~LocalChannel() override;

  Result<http::Response> send(http::Request& request) override;
  // Error: invalid, when no mail server is set: nobody could read what a run sent.
  Status begin_work() override;
  void finish_work() override;
  Result<std::unique_ptr<Intake>> begin_import() override;

 private:
  std::unique_ptr<runtime::App> app_;
  Clock& clock_;
  std::string mail_host_;
  http::RequestIdSource new_request_id_;
  std::string host_ = host_name();
};

}  // namespace riskflow::cli
