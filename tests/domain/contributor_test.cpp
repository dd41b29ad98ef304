// Contributors: people who may work on one case.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

// The first note of Mira's case, by Ann.
static casework::NoteAdded anns_note(std::string text) {
  return {miras_case, 1, NoteAuthor::person, ann, {}, about_mira(std::move(text))};
}

TEST(AContributor, IsAddedAndRemovedOnce) {
  given(open_case())
      .and_then({is_operator(ann)})
      .by(RoleGroup::investigators)
      .when(casework::AddContributor{miras_case, ann})
      .then({casework::ContributorAdded{miras_case, ann}})
      .when(casework::AddContributor{miras_case, ann})
      .then_nothing()
      .when(casework::RemoveContributor{miras_case, ann})
      .then({casework::ContributorRemoved{miras_case, ann}})
      .when(casework::RemoveContributor{miras_case, ann})
      .then_nothing();
}

TEST(AContributor, MustBeAnOperatorAndTheCaseMustBeThere) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(casework::AddContributor{miras_case, nobody})
      .then_rejected(Errc::not_found, "no such operator", "contributor");
  given({is_operator(ann)})
      .by(RoleGroup::analysts)
      .when(casework::AddContributor{miras_case, ann})
      .then_rejected(Errc::not_found, "no such case", "case");
  given({})
      .by(RoleGroup::analysts)
      .when(casework::RemoveContributor{miras_case, ann})
      .then_rejected(Errc::not_found, "no such case", "case");
}

// Reference "domain", 2.5: everything on that case except triage and the list of contributors.
static Story ann_contributes() {
  return joined(open_case(),
                {is_operator(ann), is_operator(ben), casework::ContributorAdded{miras_case, ann}});
}

TEST(AContributor, WithoutARoleGroupMayAddNotes) {
  given(ann_contributes())
      .by(ann)
      .when(casework::AddNote{miras_case, "seen"})
      .then({anns_note("seen")});
}

TEST(AContributor, WithoutARoleGroupMayResolveTheCase) {
  given(ann_contributes())
      .by(ann)
      .when(casework::ResolveCase{miras_case, Resolution::benign, "a misunderstanding"})
      .then({anns_note("a misunderstanding"),
             casework::Resolved{miras_case, mira, Resolution::benign, {first_alert}, {leaks}},
             case_register::Struck{miras_case, mira}});
}

TEST(AContributor, MayNotTriageNorChangeTheContributors) {
  casework::ConfirmAlert into_the_case, into_a_new_one;
  into_the_case.alert = into_a_new_one.alert = second_alert;
  into_the_case.into = miras_case;
  into_a_new_one.new_case = other_case;
  into_a_new_one.name = "Another case";
  const Command forbidden[] = {
      into_the_case, into_a_new_one, alert::Dismiss{second_alert, DismissalReason::other, {}},
      casework::AddContributor{miras_case, ben}, casework::RemoveContributor{miras_case, ann}};
  for (const auto& command : forbidden)
    given(ann_contributes())
        .by(ann)
        .when(command)
        .then_rejected(Errc::forbidden, "you may not", "");
}

TEST(AContributor, OfOneCaseMayNothingOnAnother) {
  given(ann_contributes())
      .and_then({case_register::Entered{other_case, 2, oto},
                 casework::Opened{other_case, 2, oto, noon(), {}}})
      .by(ann)
      .when(casework::AddNote{other_case, "x"})
      .then_rejected(Errc::forbidden, "you may not read and work on cases", "");
}

TEST(AContributor, WhoWasRemovedMayNothingMore) {
  given(ann_contributes())
      .and_then({casework::ContributorRemoved{miras_case, ann}})
      .by(ann)
      .when(casework::AddNote{miras_case, "x"})
      .then_rejected(Errc::forbidden, "you may not read and work on cases", "");
}

}  // namespace riskflow::domain::tests
