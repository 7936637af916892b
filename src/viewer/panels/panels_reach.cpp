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
#include "viewer/state/measure.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

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

/// Kinds without underscores, as the legend has them: "incubator, technology park".
std::string kinds_text(std::string kinds) {
  std::string text;
  for (const char c : kinds)
    if (c == ';')
      text += ", ";
    else
      text += c == '_' ? ' ' : c;
  return text;
}

bool is_in_list(const std::string& list, const std::string& item) {
  return (";" + list + ";").find(";" + item + ";") != std::string::npos;
}

/// The list without the item, or with it at its end.
std::string toggled(const std::string& list, const std::string& item) {
  if (!is_in_list(list, item)) return list.empty() ? item : list + ";" + item;
  std::string left = ";" + list + ";";
  left.replace(left.find(";" + item + ";"), item.size() + 2, ";");
  return left.size() <= 2 ? "" : left.substr(1, left.size() - 2);
}

std::vector<std::string> site_kinds(const State& state) {
  const Layer* sites = state.map->data.find(state.reach.choice.sites);
  return sites && sites->table ? kinds_of_sites(*sites->table) : std::vector<std::string>{};
}

void choose_kinds(const State& state, Actions& out) {
  const ReachChoice& choice = state.reach.choice;
  const std::vector<std::string> kinds = site_kinds(state);
  ImGui::TextUnformatted(tr("Compared with the sites of"));
  if (kinds.size() < 2) return;
  const auto choose = [&](const std::string& kind) {
    ReachChoice other = choice;
    other.kind = kind;
    out.push_back(ChooseReach{other});
  };
  ImGui::SetNextItemWidth(-FLT_MIN);
  const std::string shown = choice.kind.empty() ? tr("all kinds") : kinds_text(choice.kind);
  if (ImGui::BeginCombo("##kind", shown.c_str(), ImGuiComboFlags_HeightLarge)) {
    if (ImGui::Selectable(tr("all kinds"), choice.kind.empty())) choose("");
    for (const std::string& kind : kinds) {
      bool on = is_in_list(choice.kind, kind);
      if (ImGui::Checkbox((kinds_text(kind) + "##" + kind).c_str(), &on)) choose(toggled(choice.kind, kind));
    }
    ImGui::EndCombo();
  } else {
    item_tooltip(tr("Only these sites count as serving a firm already, and as overlapping."));
  }
}

/// Single sites that do not count, to see what would be without them.
void choose_sites(const State& state, Actions& out) {
  const ReachChoice& choice = state.reach.choice;
  const std::vector<std::uint32_t> rows = reach_sites(state);
  const auto is_left_out = [&](std::uint32_t row) {
    return std::binary_search(choice.left_out.begin(), choice.left_out.end(), row);
  };
  const auto left_out = std::count_if(rows.begin(), rows.end(), is_left_out);
  const auto number = [](auto count) { return grouped(static_cast<std::uint64_t>(count)); };
  const std::string title =
      fmt::format(fmt::runtime(tr("Sites that count: {} of {}")),
                  number(static_cast<std::ptrdiff_t>(rows.size()) - left_out), number(rows.size()));
  const bool open = ImGui::TreeNodeEx("##sites", ImGuiTreeNodeFlags_SpanAvailWidth, "%s", title.c_str());
  item_tooltip(tr("Take the tick off a site to see what would be without it."));
  if (!open) return;
  const auto choose = [&](std::vector<std::uint32_t> without) {
    ReachChoice other = choice;
    other.left_out = std::move(without);
    out.push_back(ChooseReach{other});
  };
  if (ImGui::SmallButton(tr("All of them"))) choose({});
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("None of them"))) choose(rows);
  const float line = ImGui::GetFrameHeightWithSpacing();
  const float lines = std::min(static_cast<float>(rows.size()), 6.0f);
  ImGui::BeginChild("##list", {0, line * std::max(lines, 1.0f) + ImGui::GetStyle().ItemSpacing.y});
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows.size()), line);
  while (clipper.Step())
    for (int k = clipper.DisplayStart; k < clipper.DisplayEnd; ++k) {
      const std::uint32_t row = rows[static_cast<std::size_t>(k)];
      bool counts = !is_left_out(row);
      ImGui::PushID(static_cast<int>(row));
      if (ImGui::Checkbox(reach_site_name(state, row).c_str(), &counts)) {
        std::vector<std::uint32_t> without = choice.left_out;
        const auto at = std::lower_bound(without.begin(), without.end(), row);
        if (counts)
          without.erase(at);
        else
          without.insert(at, row);
        choose(std::move(without));
      }
      ImGui::PopID();
    }
  ImGui::EndChild();
  ImGui::TreePop();
}

void choose_planned(const State& state, Actions& out) {
  const ReachChoice& choice = state.reach.choice;
  const std::vector<std::string> layers = planned_layers(state);
  if (layers.empty()) return;
  const auto choose = [&](const std::string& layer) {
    ReachChoice other = choice;
    other.also = layer;
    out.push_back(ChooseReach{other});
  };
  ImGui::TextUnformatted(tr("And with planned sites"));
  ImGui::SetNextItemWidth(-FLT_MIN);
  const std::string shown = choice.also.empty() ? tr("none") : reach_title(state, choice.also);
  if (ImGui::BeginCombo("##also", shown.c_str())) {
    if (ImGui::Selectable(tr("none"), choice.also.empty())) choose("");
    for (const std::string& name : layers)
      if (ImGui::Selectable((reach_title(state, name) + "##" + name).c_str(), name == choice.also))
        choose(name);
    ImGui::EndCombo();
  } else {
    item_tooltip(tr("Planned sites that count as if they were there already; a click on one shows it."));
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
                 other.left_out.clear();
                 out.push_back(ChooseReach{other});
               });
  choose_kinds(state, out);
  choose_planned(state, out);
  choose_sites(state, out);
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

/// A line of text; `usual` stands there while nothing is typed.
bool text_line(const char* label, const char* usual, std::string& value) {
  char text[400];
  text[value.copy(text, sizeof text - 1)] = 0;
  ImGui::TextUnformatted(label);
  ImGui::SetNextItemWidth(-FLT_MIN);
  ImGui::PushID(label);
  const float room = ImGui::CalcItemWidth() - 2 * ImGui::GetStyle().FramePadding.x;
  const bool changed = ImGui::InputTextWithHint("##text", cut_text(usual, room).c_str(), text, sizeof text);
  ImGui::PopID();
  if (changed) value = text;
  return changed;
}

/// What the what-if site is to be once it is stored.
void describe_candidate(const State& state, Actions& out) {
  Candidate candidate = state.reach.candidate;
  const Candidate usual = usual_candidate(state);
  bool changed = text_line(tr("Name of the what-if site"), usual.name.c_str(), candidate.name);
  ImGui::TextUnformatted(tr("Kind"));
  ImGui::SetNextItemWidth(-FLT_MIN);
  const std::string kind = candidate.kind.empty() ? usual.kind : candidate.kind;
  if (ImGui::BeginCombo("##candidate kind",
                        kind.empty() ? tr("choose its kind") : kinds_text(kind).c_str())) {
    for (const std::string& other : site_kinds(state))
      if (ImGui::Selectable((kinds_text(other) + "##" + other).c_str(), other == kind)) {
        candidate.kind = other;
        changed = true;
      }
    ImGui::EndCombo();
  }
  changed |= text_line(tr("Services"), usual.services.c_str(), candidate.services);
  item_tooltip(tr("Separated by ';'. In grey: what at least half of the sites of this kind offer."));
  changed |= text_line(tr("Capacity"), tr("not known"), candidate.capacity);
  item_tooltip(
      tr("How many firms find room. Access and oversupply count only sites whose capacity is known."));
  if (changed) out.push_back(DescribeCandidate{candidate});
  ImGui::BeginDisabled(kind.empty());
  if (ImGui::Button(tr("Add as a site"))) out.push_back(AddCandidate{});
  ImGui::EndDisabled();
  item_tooltip(
      tr("Stores it in the layer of planned sites, which coverage, access and equity can count as well. Undo "
         "takes it back."));
}

void buttons(const State& state, Actions& out) {
  const ReachView& view = state.reach;
  if (view.place && !view.place->site) {
    describe_candidate(state, out);
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

}  // namespace agglo::viewer
