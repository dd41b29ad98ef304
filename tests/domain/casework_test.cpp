// Cases: confirming alerts into them, and notes.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

using casework::ConfirmAlert;

static const OperatorRef analyst = person_in(RoleGroup::analysts);

static ConfirmAlert into_new(const AlertId& alert, const CaseId& id = miras_case) {
  ConfirmAlert command;
  command.alert = alert;
  command.new_case = id;
  command.name = "Exit of an engineer";
  return command;
}
static ConfirmAlert into(const CaseId& id, const AlertId& alert) {
  ConfirmAlert command;
  command.alert = alert;
  command.into = id;
  return command;
}

// What a new case begins with.
static Story opened(const CaseId& id, std::uint64_t number, const SubjectRef& about,
                    const AlertId& alert, const PolicyId& policy) {
  return {case_register::Entered{id, number, about},
          casework::Opened{id, number, about, noon(),
                           PersonalText::about(about, Purpose::casework, "Exit of an engineer")},
          casework::AlertAdded{id, alert, policy}, alert::Confirmed{alert, id}};
}

static casework::NoteAdded note(std::uint32_t number, std::string text,
                                const OperatorRef& author = analyst) {
  return {miras_case, number, NoteAuthor::person, author, {}, about_mira(std::move(text))};
}

TEST(ConfirmingIntoANewCase, OpensItWithTheAlertInOneDecision) {
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(into_new(first_alert))
      .then(opened(miras_case, 1, mira, first_alert, leaks));
}

TEST(ConfirmingIntoANewCase, MakesTheCommentItsFirstNote) {
  auto command = into_new(first_alert);
  command.comment = "Started with a badge report.\nMore to come.";
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(command)
      .then(joined(opened(miras_case, 1, mira, first_alert, leaks),
                   {note(1, "Started with a badge report.\nMore to come.")}));
}

TEST(ConfirmingIntoANewCase, AddsItsContributorsToo) {
  auto command = into_new(first_alert);
  command.contributors = {ann, ben};
  given(alerts_to_review())
      .and_then({is_operator(ann), is_operator(ben)})
      .by(RoleGroup::analysts)
      .when(command)
      .then(joined(opened(miras_case, 1, mira, first_alert, leaks),
                   {casework::ContributorAdded{miras_case, ann},
                    casework::ContributorAdded{miras_case, ben}}));
}

TEST(ConfirmingIntoANewCase, AddsAContributorNamedTwiceOnce) {
  auto command = into_new(first_alert);
  command.contributors = {ann, ann};
  given(alerts_to_review())
      .and_then({is_operator(ann)})
      .by(RoleGroup::analysts)
      .when(command)
      .then(joined(opened(miras_case, 1, mira, first_alert, leaks),
                   {casework::ContributorAdded{miras_case, ann}}));
}

TEST(ConfirmingIntoANewCase, WithAContributorNobodyKnowsIsRefused) {
  auto command = into_new(first_alert);
  command.contributors = {nobody};
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(command)
      .then_rejected(Errc::not_found, "no such operator", "contributor");
}

TEST(ConfirmingIntoANewCase, ASecondTimeRecordsNothing) {
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(into_new(first_alert))
      .then(opened(miras_case, 1, mira, first_alert, leaks))
      .when(into_new(first_alert))
      .then_nothing();
}

TEST(ConfirmingIntoANewCase, NeedsANameOfUpToAHundredCharacters) {
  const std::pair<std::string, const char*> wrong[] = {
      {"", "must have 1 to 100 characters, not 0"},
      {std::string(101, 'x'), "must have 1 to 100 characters, not 101"},
      {"   ", "must not be blank"},
      {"two\nlines", "control characters"},
      {"M\xfcller", "UTF-8"}};
  for (const auto& [name, part] : wrong) {
    auto command = into_new(first_alert);
    command.name = name;
    given(alerts_to_review())
        .by(RoleGroup::analysts)
        .when(command)
        .then_rejected(Errc::invalid, part, "caseName");
  }
}

TEST(ConfirmingIntoANewCase, IsRefusedWhileTheUserHasAnActiveOne) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(into_new(second_alert, other_case))
      .with_detail("case", to_text(miras_case))
      .then_rejected(Errc::rejected, "has an active case already", "case");
}

TEST(ConfirmingIntoANewCase, IsPossibleOnceTheOldOneIsResolved) {
  given(closed_case())
      .by(RoleGroup::analysts)
      .when(into_new(second_alert, other_case))
      .then(opened(other_case, 2, mira, second_alert, departing));
}

TEST(ConfirmingIntoANewCase, GivesTheNextNumberAndNeverAnOldOne) {
  // Case 1 is closed, so only Oto's case 2 is active; the next one is 3.
  given(closed_case())
      .and_then({case_register::Entered{other_case, 2, oto}})
      .by(RoleGroup::analysts)
      .when(into_new(second_alert, id_of<CaseId>(0x43)))
      .then(opened(id_of<CaseId>(0x43), 3, mira, second_alert, departing));
}

TEST(ConfirmingIntoANewCase, IsRefusedAtTheLimitOfActiveCases) {
  const auto full = joined(open_case(), {settings::Changed{settings::Key::max_active_cases, 1}});
  given(full)
      .by(RoleGroup::analysts)
      .when(into_new(otos_alert, other_case))
      .with_detail("limit", "1")
      .then_rejected(Errc::rejected, "there are 1 active cases", "case");
}

TEST(ConfirmingIntoANewCase, IsPossibleJustBelowTheLimit) {
  given(open_case())
      .and_then({settings::Changed{settings::Key::max_active_cases, 2}})
      .by(RoleGroup::analysts)
      .when(into_new(otos_alert, other_case))
      .then(opened(other_case, 2, oto, otos_alert, leaks));
}

TEST(TheLimitOfActiveCases, IsAHundredUnlessItIsChanged) {
  Story full = alerts_to_review();
  for (std::uint8_t n = 1; n <= 100; ++n)
    full.push_back(case_register::Entered{id_of<CaseId>(n), n,
                                          id_of<SubjectRef>(static_cast<std::uint8_t>(100 + n))});
  given(full)
      .by(RoleGroup::analysts)
      .when(into_new(first_alert))
      .then_rejected(Errc::rejected, "there are 100 active cases", "case");
}

TEST(ConfirmingIntoANewCase, OfAnIdThatIsTakenIsAConflict) {
  given(closed_case())
      .by(RoleGroup::analysts)
      .when(into_new(second_alert, miras_case))
      .then_rejected(Errc::conflict, "case of this id", "case");
}

TEST(ConfirmingAnAlert, ThatNobodyImportedIsNotFound) {
  given({})
      .by(RoleGroup::analysts)
      .when(into_new(first_alert))
      .then_rejected(Errc::not_found, "no such alert", "alert");
}

TEST(ConfirmingAnAlert, ThatIsDismissedIsRefused) {
  given(alerts_to_review())
      .and_then({alert::Dismissed{first_alert, DismissalReason::other, {}}})
      .by(RoleGroup::analysts)
      .when(into_new(first_alert))
      .then_rejected(Errc::rejected, "the alert is Dismissed", "alert");
}

TEST(ConfirmingAnAlert, ThatIsInAnotherCaseIsRefused) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(into_new(first_alert, other_case))
      .then_rejected(Errc::rejected, "the alert is Confirmed", "alert");
}

TEST(ConfirmingIntoAnExistingCase, AddsTheAlertToIt) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(into(miras_case, second_alert))
      .then({casework::AlertAdded{miras_case, second_alert, departing},
             alert::Confirmed{second_alert, miras_case}});
}

TEST(ConfirmingIntoAnExistingCase, ASecondTimeRecordsNothing) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(into(miras_case, second_alert))
      .then({casework::AlertAdded{miras_case, second_alert, departing},
             alert::Confirmed{second_alert, miras_case}})
      .when(into(miras_case, second_alert))
      .then_nothing();
}

TEST(ConfirmingIntoAnExistingCase, NumbersTheCommentAfterTheNotesThere) {
  auto command = into(miras_case, second_alert);
  command.comment = "again";
  given(open_case())
      .and_then({note(1, "first"), note(2, "second")})
      .by(RoleGroup::analysts)
      .when(command)
      .then({casework::AlertAdded{miras_case, second_alert, departing}, note(3, "again"),
             alert::Confirmed{second_alert, miras_case}});
}

TEST(ConfirmingIntoAnExistingCase, OfAnotherUserIsRefused) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(into(miras_case, otos_alert))
      .then_rejected(Errc::rejected, "a case is about one user", "case");
}

TEST(ConfirmingIntoAnExistingCase, ThatIsClosedIsRefused) {
  given(closed_case())
      .by(RoleGroup::analysts)
      .when(into(miras_case, second_alert))
      .then_rejected(Errc::rejected, "the case is closed", "case");
}

TEST(ConfirmingIntoAnExistingCase, ThatIsNotThereIsNotFound) {
  given(alerts_to_review())
      .by(RoleGroup::analysts)
      .when(into(miras_case, first_alert))
      .then_rejected(Errc::not_found, "no such case", "case");
}

TEST(AddingANote, NumbersItAndNamesItsAuthor) {
  given(open_case())
      .by(RoleGroup::analysts)
      .when(casework::AddNote{miras_case, "seen"})
      .then({note(1, "seen")})
      .when(casework::AddNote{miras_case, "seen"})
      .then({note(2, "seen")});
}

TEST(AddingANote, IsPossibleAfterTheCaseIsClosed) {
  // Notes are a list that only grows; closing a case takes nothing away (appendix B3).
  given(closed_case())
      .by(RoleGroup::analysts)
      .when(casework::AddNote{miras_case, "a letter came"})
      .then({note(2, "a letter came")});
}

TEST(AddingANote, NeedsTextWithinTheLimit) {
  const std::pair<std::string, const char*> wrong[] = {
      {"", "must have 1 to 10000 characters, not 0"},
      {std::string(10'001, 'x'), "must have 1 to 10000 characters, not 10001"},
      {" \n\t ", "must not be blank"},
      {std::string("a\0b", 3), "control characters"},
      {"\xff", "UTF-8"}};
  for (const auto& [text, part] : wrong)
    given(open_case())
        .by(RoleGroup::analysts)
        .when(casework::AddNote{miras_case, text})
        .then_rejected(Errc::invalid, part, "text");
}

TEST(AddingANote, ObeysTheLimitInTheSettings) {
  given(open_case())
      .and_then({settings::Changed{settings::Key::max_note_characters, 100}})
      .by(RoleGroup::analysts)
      .when(casework::AddNote{miras_case, std::string(101, 'x')})
      .then_rejected(Errc::invalid, "1 to 100", "text");
}

TEST(AddingANote, ToNoCaseIsNotFound) {
  given({})
      .by(RoleGroup::analysts)
      .when(casework::AddNote{miras_case, "x"})
      .then_rejected(Errc::not_found, "no such case", "case");
}

}  // namespace riskflow::domain::tests
