#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {

std::vector<Exemption> exemptions() {
  return {
      {"HeavyHeadersInSourceFiles", "eventstore/awaitable.hpp",
       "the one door from the event store to Asio's coroutines"},
      {"HeavyHeadersInSourceFiles", "domain/codec/archive.hpp",
       "the walk over described structs is a template; only .cpp files include it"},
      {"DomainDoesNoInputOrOutput", "domain/core/time.cpp",
       "SystemClock, the one implementation of Clock outside tests"},
      {"OneWallClock", "domain/core/time.cpp",
       "SystemClock, the one implementation of Clock outside tests"},
  };
}

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (const auto table : {layer_rules, library_rules, purity_rules, header_rules, text_rules,
                           name_rules, test_rules, build_rules, document_rules}) {
    auto rows = table();
    rules.insert(rules.end(), std::make_move_iterator(rows.begin()),
                 std::make_move_iterator(rows.end()));
  }
  return rules;
}

}  // namespace riskflow::tidy
