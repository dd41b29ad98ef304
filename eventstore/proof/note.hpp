#pragma once
// Signed notes (C2SP signed-note 1.0.0): a text and, below it, a line for each signature.
//
//   example.org/riskflow
//   42
//   qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=
//
//   — example.org/riskflow
//   Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//
// Signatures are Ed25519 (RFC 8032).  Thread rule: any thread.

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "eventstore/proof/hash.hpp"

namespace riskflow::proof {

// Whose signature it is: SHA-256 of name, newline, type and public key, the first four bytes.
using KeyId = std::uint32_t;

// The public half of a key, as others are given it: "name+hhhhhhhh+base64".
struct VerifierKey {
  std::string name;
  KeyId id = 0;
  std::array<std::uint8_t, 32> public_key{};
  bool operator==(const VerifierKey&) const = default;
};

// A key's name: not empty, without blanks and '+'.
bool is_key_name(std::string_view name);

VerifierKey make_verifier_key(std::string_view name,
                              const std::array<std::uint8_t, 32>& public_key);
std::string to_text(const VerifierKey& key);
// A line each.
std::string to_text(std::span<const VerifierKey> keys);
// Error: invalid, also when the id is not that of name and key.
Result<VerifierKey> verifier_key_from_text(std::string_view text);
// The keys of a file: one a line, at least one; blank lines are passed over.  Error: invalid.
Result<std::vector<VerifierKey>> verifier_keys_from_text(std::string_view text);
// Those whose name is `name`.
std::vector<VerifierKey> keys_named(std::string_view name, std::span<const VerifierKey> keys);

// A key that signs.  Holds the private half; overwritten when it goes.  Move-only.
class SigningKey {
 public:
  // A new one.
  static SigningKey generate(std::string_view name);
  // From the 32 bytes of `secret`.
  static SigningKey from_secret(std::string_view name, std::span<const std::uint8_t, 32> secret);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  const VerifierKey& verifier() const { return verifier_; }
  // What `from_secret` takes; to be overwritten by the caller.
  std::array<std::uint8_t, 32> secret() const;

  // The signature line of `text`, which ends in a newline, as a note ends with it.
  std::string signature_line(std::string_view text) const;

 private:
  struct Private;
  SigningKey(VerifierKey verifier, std::unique_ptr<Private> key);
  VerifierKey verifier_;
  std::unique_ptr<Private> key_;
};

// One signature line.
struct NoteSignature {
  std::string name;
  KeyId key = 0;
  Bytes signature;  // what follows the key's id
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

// The note: the text, a blank line, the signature of each key.
std::string sign_note(std::string_view text, std::span<const SigningKey* const> keys);

// Takes a note apart; no signature is verified.  At most 1 MB and 100 signatures.  Error: invalid.
Result<Note> note_from_text(std::string_view note);

// The note, when at least one of `keys` has signed it.  Signatures of keys unknown are passed over;
// a wrong one by a known key makes the whole note invalid.  Error: invalid.
Result<Note> verify_note(std::string_view note, std::span<const VerifierKey> keys);

}  // namespace riskflow::proof
