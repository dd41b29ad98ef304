#include "eventstore/erasure_list.hpp"

#include <array>

#include <fmt/format.h>

#include "eventstore/proof/text.hpp"

namespace riskflow::eventstore {

static constexpr std::string_view mark = "erasures";

std::string text_of(const ErasureList& list) {
  auto out = fmt::format("{}\n{}\n{}\n", list.origin, mark, list.before);
  for (const auto& subject : list.gone) out += to_text(subject) + '\n';
  return out;
}

static std::unexpected<Error> no_list() {
  return fail(Errc::invalid, "this is not a list of erasures", "erasures");
}

Result<ErasureList> erasures_from_text(std::string_view text) {
  proof::Lines lines(text);
  const auto origin = lines.next();
  const bool is_marked = lines.next() == mark;
  const auto before = proof::number_from(lines.next().value_or(""));
  if (!origin || !is_marked || !before) return no_list();
  ErasureList list{std::string(*origin), *before, {}};
  while (const auto line = lines.next()) {
    const auto subject = id_from_text<SubjectRef>(*line, "erasures");
    if (!subject) return no_list();
    list.gone.push_back(*subject);
  }
  // What is said in one way only cannot be read in two.
  if (list.end() < list.before || text_of(list) != text) return no_list();
  return list;
}

Result<ErasureList> verify_erasures(std::string_view note,
                                    std::span<const proof::VerifierKey> keys) {
  const auto read = proof::note_from_text(note);
  if (!read) return fail(read.error());
  auto list = erasures_from_text(read->text);
  if (!list) return list;
  const auto verified = proof::verify_note(note, proof::keys_named(list->origin, keys));
  if (!verified) return fail(verified.error());
  return list;
}

}  // namespace riskflow::eventstore
