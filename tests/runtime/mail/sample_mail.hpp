#pragma once
// The mail that the mail tests compose and send.

#include "domain/core/time.hpp"
#include "runtime/mail/message.hpp"

namespace riskflow::mail {

inline Instant sample_instant() { return *instant_from_text("2026-01-12T08:30:00Z"); }

inline MailMessage sample_mail() {
  return {.from = {"riskflow", "riskflow@example.org"},
          .to = {{"Jörg Müller-Lüdenscheidt", "joerg@example.org"}},
          .cc = {},
          .reply_to = Address{"", "irm@example.org"},
          .subject = "Bitte prüfen: Fall AnonIS8-988 — 確認",
          .text = "",
          .html = "<p>Grüße & <b>mehr</b></p><table><tr><td>Fall</td><td>4711</td></tr></table>",
          .importance = Importance::high,
          .message_id = message_id_for(RunId{{1, 2, 3}}, "Send_an_email", "example.org"),
          .date = sample_instant()};
}

// A clock that stands still.
class FixedClock final : public Clock {
 public:
  Instant now() override { return sample_instant(); }
};

}  // namespace riskflow::mail
