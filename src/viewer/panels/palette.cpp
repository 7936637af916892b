#include "viewer/panels/palette.hpp"

#include <algorithm>

#include "viewer/text/fuzzy.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

struct Scored {
  int score;
  CommandChoice entry;
};

/// The whole query in order, else each of its words somewhere.
std::optional<int> score_of(std::string_view query, const std::string& title) {
  if (const auto whole = fuzzy_score(query, title)) return whole;
  int sum = 0;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find(' '), query.size());
    const auto score = fuzzy_score(query.substr(0, end), title);
    if (!score) return std::nullopt;
    sum += *score;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return sum;
}

void offer(std::string_view query, CommandChoice entry, const std::string& english,
           std::vector<Scored>& found) {
  auto score = score_of(query, entry.title);
  if (!score) score = score_of(query, english);
  if (score) found.push_back({*score, std::move(entry)});
}

}  // namespace

std::vector<CommandChoice> command_choices(const State& state, std::string_view query) {
  std::vector<Scored> found;
  for (const Command& command : commands()) {
    const bool language_name = command.menu == Menu::language;
    const bool repeated = std::any_of(found.begin(), found.end(), [&](const Scored& scored) {
      return scored.entry.kind.empty() && scored.entry.title == tr(command.title);
    });
    if (repeated || std::string_view(command.id).starts_with("help.palette")) continue;
    if (command.enabled && !command.enabled(state)) continue;
    Actions actions;
    command.perform(state, actions);
    const std::string title = language_name ? command.title : tr(command.title);
    offer(query, {title, language_name ? tr("Language") : "", command.shortcut.name, std::move(actions)},
          command.title, found);
  }
  for (const Operation& op : operations())
    if (op.kind != OperationKind::output)
      offer(query, {tr(op.title), tr("Analysis"), "", {ShowForm{op.name}}}, op.title, found);
  for (const LayerView& view : state.layers)
    if (!view.is_base_map)
      offer(query, {view.title, tr("Layer"), "", {FitLayer{view.name}, ShowTable{view.name}}}, view.name,
            found);
  for (std::size_t k = 0; k < state.bookmarks.size(); ++k)
    offer(query, {state.bookmarks[k].name, tr("Bookmark"), "", {GoToBookmark{k}}}, "", found);
  if (!query.empty())
    std::stable_sort(found.begin(), found.end(),
                     [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<CommandChoice> entries;
  for (Scored& scored : found) entries.push_back(std::move(scored.entry));
  return entries;
}

}  // namespace agglo::viewer
