// The catchment of a site by road: what to ask, what it reaches, and the what-if site on the map.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <functional>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/measure.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

constexpr float kGrip_px = 11;  // a press this near to the what-if site takes hold of it

std::string percent(double share) {
  return with_decimal_mark(fmt::format("{:.0f} %", 100 * share));
}

void choose_layer(const State& state, const char* label, Role role, const std::string& chosen,
                  const char* tip, const std::function<void(const std::string&)>& choose) {
  const std::vector<std::string> names = reach_layers(state, role);
  if (names.size() < 2) return;
  ImGui::SetNextItemWidth(-FLT_MIN);
  ImGui::TextUnformatted(label);
  ImGui::SetNextItemWidth(-FLT_MIN);
  ImGui::PushID(label);
  if (ImGui::BeginCombo("##layer", reach_title(state, chosen).c_str())) {
    for (const std::string& name : names)
      if (ImGui::Selectable((reach_title(state, name) + "##" + name).c_str(), name == chosen)) choose(name);
    ImGui::EndCombo();
  } else {
    item_tooltip(tip);
  }
  ImGui::PopID();
}

void choose_kind(const State& state, Actions& out) {
  const ReachChoice& choice = state.reach.choice;
  const Layer* sites = state.map->data.find(choice.sites);
  const std::vector<std::string> kinds =
      sites && sites->table ? kinds_of_sites(*sites->table) : std::vector<std::string>{};
  if (kinds.size() < 2) return;
  const auto choose = [&](const std::string& kind) {
    ReachChoice other = choice;
    other.kind = kind;
    out.push_back(ChooseReach{other});
  };
  ImGui::TextUnformatted(tr("Compared with the sites of"));
  ImGui::SetNextItemWidth(-FLT_MIN);
  if (ImGui::BeginCombo("##kind", choice.kind.empty() ? tr("all kinds") : choice.kind.c_str())) {
    if (ImGui::Selectable(tr("all kinds"), choice.kind.empty())) choose("");
    for (const std::string& kind : kinds)
      if (ImGui::Selectable(kind.c_str(), kind == choice.kind)) choose(kind);
    ImGui::EndCombo();
  } else {
    item_tooltip(tr("Only these sites count as serving a firm already, and as overlapping."));
  }
}

void choices(const State& state, Actions& out) {
  const ReachChoice& choice = state.reach.choice;
  choose_layer(state, tr("Road network"), Role::network, choice.network,
               tr("Which network the ways follow, such as roads for cars or ways on foot"),
               [&](const std::string& name) {
                 ReachChoice other = choice;
                 other.network = name;
                 out.push_back(ChooseReach{other});
               });
  choose_layer(state, tr("Sites"), Role::institutions, choice.sites,
               tr("The layer of places that serve firms"), [&](const std::string& name) {
                 ReachChoice other = choice;
                 other.sites = name;
                 other.kind.clear();
                 out.push_back(ChooseReach{other});
               });
  choose_kind(state, out);
  auto minutes = static_cast<int>(choice.minutes);
  ImGui::TextUnformatted(
      counted("Travel time: {} minute", "Travel time: {} minutes", static_cast<std::uint64_t>(minutes))
          .c_str());
  ImGui::SetNextItemWidth(-FLT_MIN);
  if (ImGui::SliderInt("##minutes", &minutes, static_cast<int>(kLeastMinutes), static_cast<int>(kMostMinutes),
                       "", ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_AlwaysClamp))
    out.push_back(SetReachMinutes{static_cast<double>(minutes)});
  item_tooltip(tr("Drag, or press Ctrl and click to type. The way between a place and its road counts."));
  const bool to_sites = choice.direction == TravelDirection::to_sites;
  const auto direction = [&](const char* label, bool to, const char* tip) {
    if (ImGui::RadioButton(label, to_sites == to) && to_sites != to) {
      ReachChoice other = choice;
      other.direction = to ? TravelDirection::to_sites : TravelDirection::from_sites;
      out.push_back(ChooseReach{other});
    }
    item_tooltip(tip);
  };
  direction(tr("Ways to the site"), true, tr("As firms and workers travel there; one-way roads count"));
  same_line_if_room(tr("Ways from the site"));
  direction(tr("Ways from the site"), false, tr("As advisers or deliveries travel from there"));
  bool what_if = state.reach.what_if;
  if (ImGui::Checkbox(tr("What-if site"), &what_if)) out.push_back(SetWhatIf{what_if});
  item_tooltip(
      tr("A click on the map puts a site there; drag it and the numbers follow. It is stored only with “Add "
         "as a site”."));
}

void number_line(const char* label, const std::string& value, const std::string& more, const char* tip) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(label);
  ImGui::PopTextWrapPos();
  item_tooltip(tip);
  ImGui::TableNextColumn();
  heading(value.c_str());
  if (more.empty()) return;
  ImGui::PushTextWrapPos(0);
  ImGui::TextDisabled("%s", more.c_str());
  ImGui::PopTextWrapPos();
}

std::string jobs_text(double jobs) {
  return counted("{} job", "{} jobs", static_cast<std::uint64_t>(std::llround(jobs)));
}

void numbers(const ReachAnswer& answer) {
  const Trial& trial = answer.trial;
  const TrialReach& reach = trial.reach.front();
  if (!ImGui::BeginTable("reach", 2, ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_RowBg)) return;
  ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_None, 0.5f);
  ImGui::TableSetupColumn("number", ImGuiTableColumnFlags_None, 0.5f);
  number_line(
      tr("Firms reached"), grouped(reach.firms), reach.jobs_known > 0 ? jobs_text(reach.jobs) : "",
      tr("Firms whose way along the roads takes no longer. Jobs are counted at the middle of their class."));
  number_line(tr("Newly served"), grouped(reach.newly),
              reach.jobs_known > 0 ? jobs_text(reach.newly_jobs) : "",
              tr("Firms that none of the other sites reaches in this time"));
  if (reach.firms > 0)
    number_line(tr("Served already"), percent(reach.already_share), "",
                tr("Share of the firms reached that another site reaches in this time too"));
  if (!trial.overlaps_known)
    number_line(tr("Largest overlap"), "–", tr("too many firms and sites to compare"), "");
  else if (reach.overlap_site >= 0)
    number_line(
        tr("Largest overlap"), percent(reach.overlap),
        fmt::format(fmt::runtime(tr("with {}")), answer.overlap_name),
        tr("Firms that both sites reach, of those that either reaches: at 100 % they serve the same firms."));
  else
    number_line(tr("Largest overlap"), percent(0), tr("no other site reaches these firms"), "");
  number_line(tr("Area"), area_text(answer.area_km2 * 1e6), "",
              tr("Of the catchment, on the plane of the map"));
  number_line(
      tr("Way to the road"), length_text(trial.access_m),
      with_decimal_mark(fmt::format(fmt::runtime(tr("{:.1f} minutes on foot")), trial.access / 60000.0)),
      tr("Between the site and the nearest road that can be joined; part of the travel time"));
  ImGui::EndTable();
}

void warning(const State& state, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(warning_colour(state.dark)));
  wrapped_text(text);
  ImGui::PopStyleColor();
}

void result(const State& state, const ReachAnswer& answer) {
  const Trial& trial = answer.trial;
  const double access_m = ProjectTrialOptions{}.access_m;
  switch (trial.state) {
    case TrialState::no_place:
      return warning(state, tr("This site has no place on the map."));
    case TrialState::no_road:
      return warning(state, fmt::format(fmt::runtime(tr("No road within {}: nobody gets there.")),
                                        length_text(access_m)));
    case TrialState::island:
      warning(
          state,
          counted("Its road belongs to a part of the network of {} junction that is cut off from the rest.",
                  "Its road belongs to a part of the network of {} junctions that is cut off from the rest.",
                  trial.piece_nodes));
      break;
    case TrialState::reached:
      break;
  }
  numbers(answer);
  if (trial.reach.front().cut_roads > 0)
    warning(state, tr("The catchment reaches the edge of the road network. What lies beyond is not known: it "
                      "may be larger and hold more firms."));
}

/// While the roads are made ready, or why they are not.
void preparation(const State& state, Actions& out) {
  const auto job = std::find_if(state.jobs.begin(), state.jobs.end(),
                                [&](const JobView& j) { return j.id == state.reach.desk_job; });
  if (job == state.jobs.end()) {
    if (!state.reach.problem.empty()) warning(state, state.reach.problem);
    return;
  }
  faint_text(state, job->stage.empty() ? tr("Preparing the roads…") : tr_message(job->stage));
  progress_bar(job->fraction, ImGui::GetContentRegionAvail().x);
  if (ImGui::Button(tr("Cancel"))) out.push_back(CancelJob{job->id});
}

void buttons(const State& state, Actions& out) {
  const ReachView& view = state.reach;
  const bool candidate = view.place && !view.place->site;
  if (candidate) {
    ImGui::TextUnformatted(tr("Name of the what-if site"));
    char text[200];
    const std::string name = view.name;
    text[name.copy(text, sizeof text - 1)] = 0;
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (ImGui::InputTextWithHint("##name", usual_candidate_name(state).c_str(), text, sizeof text))
      out.push_back(NameCandidate{text});
    if (ImGui::Button(tr("Add as a site"))) out.push_back(AddCandidate{});
    item_tooltip(
        tr("Stores a copy of the sites with this one in the project, and shows it in their place. Undo takes "
           "it back."));
    same_line_if_room(tr("Run as a step…"));
  }
  if (ImGui::Button(tr("Run as a step…"))) out.push_back(ReachAsStep{});
  item_tooltip(
      tr("The form of the catchments, filled in with these choices: the result is kept as a layer, and the "
         "same line works in the shell."));
  same_line_if_room(tr("Close"));
  if (ImGui::Button(tr("Close"))) out.push_back(ShowReach{false});
}

}  // namespace

void reach_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  if (!state.reach.open || !state.map) return;
  heading(tr("Catchment by road"));
  choices(state, out);
  ImGui::Separator();
  const ReachView& view = state.reach;
  if (!view.desk || view.desk_job != 0) preparation(state, out);
  if (!view.place) {
    faint_text(state, view.what_if ? tr("Click on the map where the site could be, or click a site.")
                                   : tr("Click a site on the map, or select it in its table."));
  } else {
    ImGui::PushTextWrapPos(0);
    heading(reach_place_name(state).c_str());
    ImGui::PopTextWrapPos();
    if (view.answer) result(state, *view.answer);
  }
  ImGui::Spacing();
  buttons(state, out);
}

void draw_candidate(const PanelInput& in, const Area& area) {
  const State& state = in.state;
  if (!state.reach.open || !state.reach.place || state.reach.place->site) return;
  const ScreenPoint at = screen_from_world(state.camera, state.reach.place->x_m, state.reach.place->y_m);
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const ImVec2 middle(area.x + static_cast<float>(at.x) / ratio, area.y + static_cast<float>(at.y) / ratio);
  const float r = at_scale(7);
  if (middle.x < area.x - r || middle.x > area.x + area.width + r || middle.y < area.y - r ||
      middle.y > area.y + area.height + r)
    return;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto diamond = [&](float size, ImU32 colour) {
    draw->AddQuadFilled({middle.x, middle.y - size}, {middle.x + size, middle.y}, {middle.x, middle.y + size},
                        {middle.x - size, middle.y}, colour);
  };
  diamond(r * 1.6f, IM_COL32(255, 255, 255, 240));
  diamond(r * 1.3f, im_packed(kReachLine));
  draw->AddCircleFilled(middle, r * 0.4f, IM_COL32(255, 255, 255, 255), 16);
  const std::string text = cut_text(reach_place_name(state), ImGui::GetFontSize() * 16);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const ImVec2 corner(middle.x + r * 2.2f, middle.y - size.y * 0.5f);
  draw->AddRectFilled({corner.x - 4, corner.y - 2}, {corner.x + size.x + 4, corner.y + size.y + 2},
                      IM_COL32(255, 255, 255, 225), 4);
  draw->AddText(corner, IM_COL32(0, 62, 74, 255), text.c_str());
}

bool over_candidate(const State& state, double x, double y) {
  if (!state.reach.open || !state.reach.place || state.reach.place->site) return false;
  const ScreenPoint at = screen_from_world(state.camera, state.reach.place->x_m, state.reach.place->y_m);
  return std::hypot(at.x - x, at.y - y) <=
         static_cast<double>(at_scale(kGrip_px) * ImGui::GetIO().DisplayFramebufferScale.x);
}

bool candidate_gestures(const PanelInput& in, double x, double y, Actions& out) {
  const State& state = in.state;
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID held = ImGui::GetID("candidate held");
  const bool there = state.reach.open && state.reach.place && !state.reach.place->site;
  if (!there) memory->SetBool(held, false);
  if (!there || state.measure.kind != MeasureKind::none) return false;
  const bool over = over_candidate(state, x, y);
  if (over && ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ImGui::IsItemActivated()) memory->SetBool(held, over);
  if (!memory->GetBool(held)) return false;
  const bool moved = state.cursor_x != x || state.cursor_y != y;
  if (ImGui::IsItemActive() && moved) out.push_back(MoveCandidate{x, y});
  if (ImGui::IsItemDeactivated()) memory->SetBool(held, false);
  return true;
}

}  // namespace agglo::viewer
