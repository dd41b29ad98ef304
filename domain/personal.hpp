#pragma once
// Personal<T>: a value about a person that no code can look into.
//
// On the way in it is *fresh*: somebody made it with `about(...)`, and only the codec's sealer may
// take the value out, to seal it. As read from the log it is *sealed*: all it has is the place
// where it lies (`ref`), and only the lens may open that. There is no accessor, no archive overload
// and no way to print it; tests/domain/personal_test.cpp proves that such code does not compile.

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::codec {
class Sealing;  // domain/codec/: turns fresh values into envelopes
}

namespace riskflow::domain {

template <class T>
class Personal {
 public:
  using value_type = T;

  // Nothing: an absent value.  It is stored as no bytes.
  Personal() = default;

  // A fresh value about one subject.
  static Personal about(const SubjectRef& subject, Purpose purpose, T value) {
    return about(std::vector{subject}, purpose, std::move(value));
  }

  // A fresh value about several subjects: erasing any of them erases it.
  static Personal about(std::vector<SubjectRef> subjects, Purpose purpose, T value) {
    std::sort(subjects.begin(), subjects.end());
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    Personal made;
    made.fresh_ = Fresh{std::move(subjects), purpose, std::move(value)};
    return made;
  }

  // The value that lies sealed at `ref`.
  static Personal sealed_at(const PersonalRef& ref) {
    Personal made;
    made.ref_ = ref;
    return made;
  }

  bool is_absent() const { return !fresh_ && !ref_; }

  // Where it lies; nothing for a fresh or absent value.
  std::optional<PersonalRef> ref() const { return ref_; }

  bool operator==(const Personal& other) const {
    return ref_ == other.ref_ && fresh_.has_value() == other.fresh_.has_value() &&
           (!fresh_ ||
            (fresh_->subjects == other.fresh_->subjects &&
             fresh_->purpose == other.fresh_->purpose && fresh_->value == other.fresh_->value));
  }

 private:
  struct Fresh {
    std::vector<SubjectRef> subjects;
    Purpose purpose;
    T value;
  };
  friend class codec::Sealing;

  std::optional<Fresh> fresh_;
  std::optional<PersonalRef> ref_;
};

using PersonalText = Personal<std::string>;

template <class T>
inline constexpr bool is_personal = false;
template <class T>
inline constexpr bool is_personal<Personal<T>> = true;

// Tests print events; a person is never printed.
template <class T>
std::ostream& operator<<(std::ostream& out, const Personal<T>&) {
  return out << "[personal]";
}

}  // namespace riskflow::domain
