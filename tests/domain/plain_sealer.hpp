#pragma once
// A sealer whose envelopes can be read: all that it was told, and the plaintext in clear.  So
// golden files show what would be sealed, under whose key, and bound to which event and field.

#include <string>
#include <vector>

#include "domain/codec/codec.hpp"

namespace riskflow::domain::tests {

class PlainSealer final : public codec::Sealer {
 public:
  // What the codec asked for, in order.
  struct Asked {
    std::vector<SubjectRef> subjects;
    Purpose purpose{};
    std::uint32_t ordinal = 0;
    std::string event;
    std::uint16_t field = 0;
    Bytes plaintext;
    bool operator==(const Asked&) const = default;
  };

  Result<Bytes> seal(std::span<const SubjectRef> subjects, Purpose purpose, std::uint32_t ordinal,
                     std::string_view event, std::uint16_t field, BytesView plaintext) override {
    asked_.push_back({{subjects.begin(), subjects.end()},
                      purpose,
                      ordinal,
                      std::string(event),
                      field,
                      Bytes(plaintext)});
    Bytes envelope = "sealed for";
    for (const auto& subject : subjects) envelope += ' ' + to_text(subject).substr(0, 4);
    envelope += ", purpose " + std::to_string(static_cast<int>(purpose)) + ", event " +
                std::string(event) + " number " + std::to_string(ordinal) + ", field " +
                std::to_string(field) + ": ";
    return envelope + Bytes(plaintext);
  }

  const std::vector<Asked>& asked() const { return asked_; }

 private:
  std::vector<Asked> asked_;
};

}  // namespace riskflow::domain::tests
