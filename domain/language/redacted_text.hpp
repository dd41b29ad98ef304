#pragma once
// Takes out of a text what tells where it comes from or lets somebody in: ids, addresses of mail
// and web, signatures, keys.  The same thing gets the same stand-in everywhere, so that a text
// about two people stays one about two people, and names that expressions use still meet.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace riskflow::language {

// How much was taken out.
struct RedactionCount {
  std::size_t ids = 0;        // of tenants, subscriptions, lists, ...
  std::size_t addresses = 0;  // mail addresses, hosts and sites of a tenant
  std::size_t secrets = 0;    // passwords, keys, tokens, signatures of callbacks
  std::size_t total() const { return ids + addresses + secrets; }
};

class TextRedactor {
 public:
  // The text with stand-ins.  Stand-ins, reserved names (RFC 2606) and public addresses of the
  // products stay as they are.
  std::string redacted(std::string_view text);

  // What stands for a secret.
  std::string_view secret();
  // What stands for the host or domain `name`.
  std::string host(std::string_view name);

  const RedactionCount& count() const { return count_; }

 private:
  struct Piece;
  std::optional<Piece> at(std::string_view text, std::size_t at);
  std::optional<Piece> url(std::string_view rest);
  std::optional<Piece> guid(std::string_view rest);
  std::optional<Piece> token(std::string_view rest);
  std::optional<Piece> key_and_value(std::string_view text, std::size_t at);
  std::optional<Piece> mail(std::string_view rest);
  std::optional<Piece> domain(std::string_view text, std::size_t at);
  std::optional<Piece> bare_host(std::string_view rest);
  std::string path_of(std::string_view& rest);

  std::string stand_in(std::map<std::string, std::string>& known, std::string_view what,
                       std::string_view form);

  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> mails_;
  std::map<std::string, std::string> hosts_;
  std::map<std::string, std::string> sites_;
  RedactionCount count_;
};

}  // namespace riskflow::language
