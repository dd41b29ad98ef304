#include "runtime/mail/secret.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace riskflow::mail {
namespace {

TEST(MailSecret, AMovedFromSecretHoldsNothingAnyMore) {
  for (const char* text : {"short", "a password that does not fit into the string itself"}) {
    Secret first{text};
    const char* place = first.reveal().data();
    const bool inside = first.reveal().size() < 16;
    const Secret second{std::move(first)};
    EXPECT_EQ(second.reveal(), text);
    // Reading the old place is legal for a short text only: there it is still the string's own.
    if (inside) EXPECT_EQ(std::string(place, 5), std::string(5, '\0'));
  }
}

TEST(MailSecret, AssigningReplacesTheWholeSecret) {
  Secret secret{"before"};
  EXPECT_FALSE(secret.empty());
  secret = Secret{"after"};
  EXPECT_EQ(secret.reveal(), "after");
  EXPECT_TRUE(Secret{}.empty());
}

}  // namespace
}  // namespace riskflow::mail
