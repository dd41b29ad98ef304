#pragma once
// Everything that is wired, in the order in which it is made; destroyed in the reverse.  Handlers
// and the App share it.

#include <memory>

#include "projections/views.hpp"
#include "runtime/app.hpp"
#include "runtime/audit_keys.hpp"
#include "runtime/backups.hpp"
#include "runtime/checkpoints.hpp"
#include "runtime/core/caller.hpp"
#include "runtime/core/lens.hpp"
#include "runtime/core/log_state.hpp"
#include "runtime/core/periodic.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/core/turnstile.hpp"
#include "runtime/engine/engine.hpp"
#include "runtime/erasures.hpp"
#include "runtime/log_keeper.hpp"
#include "runtime/mail/catcher.hpp"
#include "runtime/purges.hpp"
#include "runtime/scope_ends.hpp"

namespace riskflow::runtime {

// Sends through whatever mail server is configured, or to the local catcher while that listens.
class MailWay final : public mail::MailSender {
 public:
  void lead_to(std::unique_ptr<mail::MailSender> sender) { sender_ = std::move(sender); }
  Result<mail::Delivered> send(BytesView message, std::string_view from,
                               std::span<const std::string> recipients,
                               const mail::Committing& before_final_dot) override;
  void stop() override;

 private:
  std::unique_ptr<mail::MailSender> sender_;
};

struct App::Parts {
  Parts(const Config& configuration, Clock& its_clock)
      : config(configuration), clock(its_clock), catcher(its_clock) {}

  Config config;
  Clock& clock;
  http::Metrics metrics;
  std::unique_ptr<eventstore::Log> log;
  std::unique_ptr<eventstore::Notary> notary;  // none of a log for reading only
  std::unique_ptr<Checkpoints> checkpoints;    // the same
  std::unique_ptr<eventstore::Keyring> keys;
  std::unique_ptr<projections::Views> views;
  std::unique_ptr<Aggregates> aggregates;
  std::unique_ptr<Persons> persons;
  std::unique_ptr<CommandBus> bus;
  std::unique_ptr<Authority> authority;
  std::unique_ptr<IdentityIndex> identities;
  ReadLedger reads;
  NameMasks masks;
  OpenedTexts texts;
  std::unique_ptr<LensParts> lens;
  mail::MailCatcher catcher;
  MailWay mail;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<ScopeEnds> scope_ends;
  std::unique_ptr<RootEscrow> escrow;
  std::unique_ptr<Erasures> erasures;
  std::unique_ptr<Periodic> forgetting;
  std::unique_ptr<AuditKeys> audit_keys;  // none of a log for reading only
  std::unique_ptr<Backups> backups;       // the same
  std::unique_ptr<Purges> purges;
  std::unique_ptr<LogKeeper> keeper;
  LogState log_state;
  ImportGate import_gate;
  Turnstile page_makers = Turnstile::of_cores();
  std::array<std::uint8_t, 32> page_key = random_key();  // authenticates the tokens of pages
  std::mutex registering;             // held while an operator is looked up and added
  std::atomic<bool> serving = false;  // begin() was called
};

// What an import works with.
ImportParts import_parts(App::Parts& parts);

// One request on its way through a handler.
struct Call {
  App::Parts& app;
  Caller caller;
  RequestContext context;

  // A lens for this caller.
  Lens lens() const {
    return Lens(*app.lens, caller.actor, domain::reads::Basis::names_shown, context.request);
  }
};

// The routes, in the order of docs/api.md.  A route without a permission is open to everybody.
using Access = std::optional<domain::Permission>;
using ApiRoute = http::Route<Call, Access>;
std::span<const ApiRoute> api_routes();

}  // namespace riskflow::runtime
