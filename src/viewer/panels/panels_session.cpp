// Recent projects, and the questions at the beginning and the end of a session.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

#if IMGUI_VERSION_NUM < 18700
constexpr ImGuiKey kKeypadEnter = ImGuiKey_KeyPadEnter;
#else
constexpr ImGuiKey kKeypadEnter = ImGuiKey_KeypadEnter;
#endif

/// A question in the middle of the window; everything else waits.
bool begin_question(const char* title) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const std::string name = std::string(tr(title)) + "###" + title;
  ImGui::OpenPopup(name.c_str());
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.42f}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({ImGui::GetFontSize() * 30, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {18, 14});
  const bool shown = ImGui::BeginPopupModal(
      name.c_str(), nullptr,
      ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoResize);
  ImGui::PopStyleVar();
  return shown;
}

void wrapped(const std::string& text) {
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
}

/// Enter presses the button that has the keyboard: the first one asked for, until the user goes to another.
bool answer(const char* text, bool by_default = false) {
  if (by_default) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_ButtonActive));
  bool pressed = ImGui::Button(text);
  if (by_default) {
    ImGui::PopStyleColor();
    ImGui::SetItemDefaultFocus();
  }
  const auto key = [](ImGuiKey k) { return ImGui::IsKeyPressed(ImGui::GetKeyIndex(k), false); };
  if (ImGui::IsItemFocused() && (key(ImGuiKey_Enter) || key(kKeypadEnter))) pressed = true;
  return pressed;
}

void left_session_question(const State& state, Actions& out) {
  const Autosave& saved = state.left_session->saved;
  if (!begin_question(tr_key("Restore the last session?"))) return;
  wrapped(fmt::format(fmt::runtime(tr("agglo ended unexpectedly while {} was open.")),
                      saved.project.filename().string()));
  faint_text(state, saved.unsaved ? tr("Styles that were not saved, the view, selection and forms were kept.")
                                  : tr("The view, selection and forms were kept; nothing was unsaved."));
  faint_text(state, saved.project.string());
  ImGui::Spacing();
  if (answer(tr("Restore"), true)) out.push_back(RestoreSession{});
  ImGui::SameLine();
  if (answer(tr("Discard"))) out.push_back(ForgetSession{});
  ImGui::EndPopup();
}

void file_question(const State& state, Actions& out) {
  const bool gone = *state.file_change == FileChange::gone;
  if (!begin_question(gone ? tr_key("The project's file is gone") : tr_key("The project changed on disk")))
    return;
  const std::string name = state.project.filename().string();
  wrapped(fmt::format(fmt::runtime(gone ? tr("{} was deleted or moved. All of it is still in this window.")
                                        : tr("Another program has changed {} since it was read.")),
                      name));
  if (!gone)
    faint_text(state, state.unsaved
                          ? tr("Reloading keeps what you have not saved: it is put on top of what is in "
                               "the file now.")
                          : tr("Nothing in this window is unsaved."));
  faint_text(state, state.project.string());
  ImGui::Spacing();
  if (answer(gone ? tr("Save a copy…") : tr("Reload"), true)) {
    if (gone) {
      out.push_back(KeepProject{});
      out.push_back(ShowDialog{DialogPurpose::save_copy, "", ""});
    } else {
      out.push_back(ReloadProject{});
    }
  }
  ImGui::SameLine();
  if (answer(tr("Go on with what is open"))) out.push_back(KeepProject{});
  ImGui::EndPopup();
}

void unsaved_question(const State& state, Actions& out) {
  const AfterAsking& wanted = *state.asking;
  const bool unsaved = state.unsaved && !state.project.empty();
  if (!begin_question(unsaved ? tr_key("Save first?") : tr_key("Close while something runs?"))) return;
  if (unsaved)
    wrapped(fmt::format(fmt::runtime(tr("Styles and view of {} are not saved.")),
                        state.project.filename().string()));
  // Some may have finished while the question stands.
  if (const std::size_t unfinished = std::min(wanted.unfinished, state.jobs.size()); unfinished > 0)
    wrapped(unsaved
                ? counted("{} job is not finished: Save waits for it, Discard cancels it.",
                          "{} jobs are not finished: Save waits for them, Discard cancels them.", unfinished)
                : counted("{} job is not finished and would be cancelled.",
                          "{} jobs are not finished and would be cancelled.", unfinished));
  else if (wanted.unfinished > 0)
    wrapped(tr("The jobs have finished meanwhile."));
  ImGui::Spacing();
  if (unsaved) {
    if (answer(tr("Save"), true)) out.push_back(AnswerUnsaved{UnsavedAnswer::save});
    ImGui::SameLine();
  }
  if (answer(unsaved ? tr("Discard") : tr("Close anyway")))
    out.push_back(AnswerUnsaved{UnsavedAnswer::discard});
  ImGui::SameLine();
  if (answer(tr("Cancel"), !unsaved)) out.push_back(AnswerUnsaved{UnsavedAnswer::cancel});
  ImGui::EndPopup();
}

}  // namespace

void session_questions(const PanelInput& in, Actions& out) {
  if (in.state.file_change && !in.state.dialog)
    file_question(in.state, out);
  else if (in.state.asking)
    unsaved_question(in.state, out);
  else if (in.state.left_session)
    left_session_question(in.state, out);
}

void recent_projects(const State& state, std::size_t most, Actions& out) {
  for (std::size_t k = 0; k < std::min(most, state.settings.recent.size()); ++k) {
    const auto& file = state.settings.recent[k];
    const bool missing = state.missing_recent.count(file) > 0;
    ImGui::PushID(static_cast<int>(k));
    const std::string name = file.filename().string() + (missing ? std::string(" – ") + tr("not there") : "");
    if (ImGui::MenuItem(name.c_str(), nullptr, false, !missing)) out.push_back(OpenFile{file});
    item_tooltip(file.string());
    ImGui::PopID();
  }
}

void recent_menu(const State& state, Actions& out) {
  if (!ImGui::BeginMenu(tr("Open recent"), !state.settings.recent.empty())) return;
  if (ImGui::IsWindowAppearing()) out.push_back(CheckRecent{});
  recent_projects(state, kMostRecent, out);
  ImGui::Separator();
  if (ImGui::MenuItem(tr("Clear this list"))) out.push_back(ClearRecent{});
  ImGui::EndMenu();
}

}  // namespace agglo::viewer
