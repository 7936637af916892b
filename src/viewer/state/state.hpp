// State: everything the window shows, in one plain value. Changed by update() alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agglo/operations.hpp"
#include "agglo/row_set.hpp"
#include "agglo/table_rows.hpp"
#include "viewer/charts/linked_view.hpp"
#include "viewer/draw/prepare.hpp"
#include "viewer/state/area_rows.hpp"
#include "viewer/state/camera.hpp"
#include "viewer/state/category_counts.hpp"
#include "viewer/state/file_dialog.hpp"
#include "viewer/state/find_state.hpp"
#include "viewer/state/help_view.hpp"
#include "viewer/state/import_preview.hpp"
#include "viewer/state/layer_rows.hpp"
#include "viewer/state/page_editor.hpp"
#include "viewer/state/project_file.hpp"
#include "viewer/state/reach_view.hpp"
#include "viewer/state/settings.hpp"
#include "viewer/state/time_view.hpp"

namespace agglo {
struct ProjectMoment;
struct Recipe;
}  // namespace agglo

namespace agglo::viewer {

/// Look of one layer as the user set it; the order in State::layers is the drawing order, bottom to top.
struct LayerView {
  std::string name, title;
  std::size_t index = 0;  ///< into MapData::scene.layers
  bool is_base_map = false;
  Style style;
  std::vector<char> hidden;             ///< categories switched off, from style.entries; empty = none
  std::string filter;                   ///< rows to show, as a where-expression; empty = all
  std::shared_ptr<const RowSet> shown;  ///< rows that filter and time let through; null = all
  bool operator==(const LayerView&) const = default;
};

/// What a page shows beside its own options.
struct PageSource {
  std::shared_ptr<const MapData> map;
  std::vector<LayerView> layers;
  TimeRange time;
  TimeStep step = TimeStep::year;
  bool operator==(const PageSource&) const = default;
};

/// Rows of one layer. The set is never changed once it is here: a new selection is a new set.
struct Selection {
  std::string layer;
  std::shared_ptr<const RowSet> rows;  ///< null = nothing is selected
  std::uint32_t last = 0;              ///< the row that was selected last
  std::size_t count = 0;
  bool empty() const { return count == 0; }
  bool contains(std::size_t row) const { return rows && rows->contains(row); }
  bool operator==(const Selection& other) const {
    const bool same_rows = rows == other.rows || (rows && other.rows && *rows == *other.rows);
    return layer == other.layer && same_rows;
  }
};
/// The selection of these rows; nothing when there are none.
Selection selection_of(std::string layer, RowSet rows);

/// How new rows combine with those selected so far in the same layer.
enum class Combine { replace, add, take_out, keep_common };

/// What a press of the left button does on the map.
enum class MapTool { move, box, lasso, polygon };
/// An area that is being drawn on the map.
struct MapSketch {
  bool active = false;
  Combine how = Combine::replace;
  std::vector<WorldPoint> corners;
  WorldPoint at;  ///< the pointer
  AreaBrush brush = {};
};

struct Hit {
  std::size_t layer = 0;  ///< into MapData::scene.layers
  std::uint32_t row = 0;
  bool operator==(const Hit&) const = default;
};

/// What the rows of the table panel depend on.
struct TableWanted {
  std::shared_ptr<const Table> table;
  std::string sort_column;  ///< empty = row order
  bool descending = false;
  std::string find;                     ///< text in any column
  std::shared_ptr<const RowSet> among;  ///< rows of the layer that are shown; null = all
  bool selected_only = false;
  std::shared_ptr<const RowSet> selected;  ///< when they alone count; null = none
  bool operator==(const TableWanted&) const = default;
};
struct TableView {
  std::string layer;        ///< empty = nothing to show
  std::string sort_column;  ///< empty = row order
  bool descending = false;
  std::string find;  ///< text in any column
  bool selected_only = false;
  std::vector<std::uint32_t> rows;  ///< shown, in order; as they were until a sort in the background is done
  std::size_t top = 0;              ///< position of the first row on the screen
  std::size_t screenful = 1;        ///< rows on the screen, as the panel last saw it
  bool focused = false;             ///< keys that move go to the table, not to the map
  std::size_t cursor = 0, anchor = 0;  ///< positions: of the keyboard, and where a range begins
  TableWanted made_for, asked;
  std::uint64_t job = 0;                                    ///< that makes what was asked; 0 = none
  std::shared_ptr<const std::vector<std::uint32_t>> order;  ///< all rows of the table by the column sorted by
};
/// Statistics of a column, in a window of their own.
struct ColumnStatistics {
  std::string layer, column;
  std::uint64_t job = 0;  ///< 0 = done
  std::optional<ColumnSummary> summary;
};

/// Values of one operation's form, as text; keys without an entry stand at their default.
struct FormValues {
  std::map<std::string, std::string, std::less<>> text;
  std::map<std::string, std::string, std::less<>> errors;  ///< by key, from the last change
  std::string file;                                        ///< source of an import
  std::string name;                                        ///< of the result; empty = default
  bool operator==(const FormValues&) const = default;
};

enum class RightTab { inspect, form, activity, history, reach };

/// What the user chose of a TableView.
struct TableChoice {
  std::string layer, sort_column;
  bool descending = false;
  std::string filter;
  bool selected_only = false;
  bool operator==(const TableChoice&) const = default;
};

/// Everything that undo gives back. Another field needs a line in document_of() and take_document()
/// (history.cpp) and in what the autosave writes (autosave.cpp).
struct Document {
  std::vector<LayerView> layers;
  Selection selection;
  TableChoice table;
  std::map<std::string, FormValues, std::less<>> forms;
  std::string import_project;
  std::vector<Bookmark> bookmarks;
  TimeRange time;
  TimeStep time_step = TimeStep::year;
  std::vector<NamedPage> pages;
  ChartsByLayer charts;
  bool operator==(const Document&) const = default;
};

/// A session as the autosave keeps it.
struct Autosave {
  std::filesystem::path project;
  bool unsaved = false;
  SceneStyles styles;
  Document document;
  Camera camera;
  std::string operation;
  bool show_left = true, show_right = true, show_table = false, show_charts = false;
  RightTab right_tab = RightTab::inspect;
};
/// What a session that ended unexpectedly left.
struct LeftSession {
  std::filesystem::path file;
  Autosave saved;
};

/// What waits for the answer to "save the styles first?".
struct AfterAsking {
  std::filesystem::path open;  ///< empty = the window closes
  std::size_t unfinished = 0;  ///< jobs that would be lost
};

struct UndoStep {
  std::string what, of;  ///< English; "{}" in `what` stands for `of`
  std::string key;       ///< of the gesture; empty = a step of its own
  double at_s = 0;
  Document document;                             ///< to go back to
  std::shared_ptr<const ProjectMoment> project;  ///< of the project file; null = that stays
};

enum class MessageKind { note, warning, error };
struct Message {
  MessageKind kind = MessageKind::note;
  std::string title, text, hint;
  std::string details{};  ///< of an error: what was tried, at which stage, after how long
};

struct JobView {
  std::uint64_t id = 0;
  std::string title, stage;
  double fraction = -1;  ///< 0..1, or < 0 when unknown
  bool running = false;  ///< else waiting, in this order
  double elapsed_s = 0;  ///< since it began to run
};

/// What is known of a step of the recipe that ran in this window.
struct StepRun {
  double elapsed_s = 0;
  std::string counts;  ///< "clusters: 34, firms: 120"
};

enum class BottomTab { table, charts };
/// What is being measured on the map.
enum class MeasureKind { none, distance, area };
struct MeasureView {
  MeasureKind kind = MeasureKind::none;
  std::vector<WorldPoint> places;
  bool finished = false;  ///< the pointer adds nothing any more
};
/// A picture of the map that the window is to take.
struct PictureWish {
  int times = 1;               ///< as fine as the screen
  std::filesystem::path file;  ///< empty = the clipboard
};

/// Two labellings of the same firms beside each other.
struct ComparedNumbers {
  struct Side {
    std::size_t clusters = 0, in_clusters = 0, noise = 0;
  };
  Side a, b;
  std::size_t firms = 0;  ///< that both placed
  double agreement = 0;   ///< adjusted Rand index
};
/// Two results of clusterings on one map: a left of the divider, b right of it.
struct Comparison {
  std::string a, b;                        ///< names of steps
  double divider = 0.5;                    ///< share of the width of the map
  std::optional<ComparedNumbers> numbers;  ///< null while they are computed
  std::string problem;                     ///< why there are none
};

/// A step that said of each firm in which cluster it is.
struct Clustering {
  std::string step;
  std::string title;  ///< of its clusters; with the step's name where another one is called so too
  std::vector<std::string> layers;  ///< of its results
};

struct LayerRename {
  std::string layer, title;
};

struct State {
  std::filesystem::path project;          ///< empty = none open
  FileStamp project_stamp;                ///< of its file, as this window read or wrote it last
  std::optional<FileChange> file_change;  ///< by another program; asked about
  std::shared_ptr<const MapData> map;
  bool columns_failed = false;    ///< the columns that a first look leaves out could not be read
  std::vector<LayerView> layers;  ///< bottom to top
  std::vector<Bookmark> bookmarks;
  std::vector<NamedPage> pages;  ///< laid out and kept in the project
  std::vector<UndoStep> undo, redo;
  std::uint64_t steps_made = 0;  ///< of undo, ever
  bool restoring = false;        ///< the worker brings the project file back to an earlier step
  bool unsaved = false;
  std::optional<Document> saved_document;    ///< as it was when nothing was unsaved last; null = not known
  double now_s = 0;                          ///< a clock for gestures, set by the window
  std::shared_ptr<const Recipe> recipe;      ///< of the project; null = none open
  std::map<std::string, StepRun> step_runs;  ///< by name of the step
  std::vector<Clustering> clusterings;       ///< on the map, in the order of its data; kept by take_map()
  std::optional<Comparison> compare;
  std::optional<std::size_t> selected_step;  ///< of the recipe
  std::optional<LayerRename> renaming;       ///< the layer whose title is being typed

  Camera camera;
  bool fit_when_sized = true;  ///< fit as soon as the map's size is known
  std::optional<Camera> saved_view;

  double cursor_x = 0, cursor_y = 0;
  bool cursor_on_map = false;
  std::optional<Hit> hover;
  Selection selection;
  MapTool tool = MapTool::move;
  MapSketch sketch;
  std::optional<Selection> before_drag;         ///< what a drag on map or chart combines with
  std::optional<std::string> saving_selection;  ///< title of the layer to make, while it is asked for
  std::map<std::string, LayerRows, std::less<>> layer_rows;        ///< by layer; kept by refresh_layer_rows()
  std::map<std::string, FilterDraft, std::less<>> filter_drafts;   ///< by layer
  std::map<std::string, LegendCounts, std::less<>> legend_counts;  ///< by layer, where not all rows are shown
  TimeView time;
  TableView table;
  FindView find;
  std::optional<Marker> marker;
  std::map<std::string, std::vector<std::string>, std::less<>> table_columns;  ///< chosen, by layer
  std::optional<ColumnStatistics> statistics;
  /// What the user made of the charts, by layer; a layer without an entry has those to begin with.
  ChartsByLayer charts;
  LinkedView linked;
  MeasureView measure;
  ReachView reach;
  PageEditor page_editor;
  PageSource page_source;  ///< what the page's preview was drawn from, or is being

  std::string operation;       ///< whose form is shown
  std::string touched_option;  ///< key of the option of that form that was edited last
  std::map<std::string, FormValues, std::less<>> forms;
  std::string import_project;  ///< target of an import while no project is open
  ImportPreview import_preview;

  bool show_left = true, show_right = true, show_table = false, show_about = false, show_bookmarks = false;
  BottomTab bottom_tab = BottomTab::table;
  std::uint64_t bottom_tab_serial = 0;
  RightTab right_tab = RightTab::inspect;
  std::uint64_t right_tab_serial = 0;
  std::string styled_layer;  ///< whose style editor is unfolded
  std::string style_window;  ///< the layer of the style window; empty = closed
  std::optional<Style> style_clipboard;
  Vision vision = Vision::usual;  ///< whose eyes the window is shown through
  bool restyling = false;         ///< a RestyleJob is under way
  std::optional<FileDialog> dialog;
  std::filesystem::path desktop_dialog;        ///< program for file dialogs of the desktop; empty = none
  std::vector<std::filesystem::path> dropped;  ///< files that wait for their import form
  int picture_times = 1;                       ///< how fine pictures of the map are
  std::optional<PictureWish> picture;          ///< taken by the window
  bool wants_clipboard = false;                ///< the window is to hand over the text on the clipboard
  Settings settings;
  bool dark = false;            ///< the theme shown
  std::string language = "en";  ///< of the window
  HelpView help;
  double ui_scale = 1;     ///< of fonts and panels, in window coordinates
  double pixel_scale = 1;  ///< of symbols and labels on the map, in pixels

  std::vector<Message> messages;  ///< oldest first
  double news_until_s = 0;        ///< how long the status bar tells the last one
  std::size_t unread_errors = 0;
  std::vector<JobView> jobs;
  std::string clipboard;                     ///< text to hand to the desktop, taken by the window
  std::optional<LeftSession> left_session;   ///< offered to be restored
  std::optional<Autosave> restored_session;  ///< taken up when its project is open
  std::filesystem::path restored_file;       ///< of a session that another one left; kept until then
  std::optional<AfterAsking> asking, after_save;
  std::set<std::filesystem::path> missing_recent;  ///< recent projects that are not there
  std::vector<std::filesystem::path> new_windows;  ///< to start, taken by the window; empty path = no project
  bool quit = false;
};

/// The view of a layer, or null.
const LayerView* find_layer(const State& state, std::string_view name);
LayerView* find_layer(State& state, std::string_view name);
/// Index of a scene layer, or nothing.
std::optional<std::size_t> scene_index(const State& state, std::string_view name);
/// Shows a tab of the right panel.
void open_right(State& state, RightTab tab);
/// Shows a tab of the panel below the map.
void open_bottom(State& state, BottomTab tab);
/// Styles in drawing order, as the project stores them.
SceneStyles styles_of(const State& state);
/// Legend entries as the user styled them, by index of the category. Firms that show their clusters take over
/// their colours. O(categories).
std::vector<Category> categories_of(const State& state, const LayerView& view);
/// Sources and licences of the layers shown.
std::vector<std::string> credits_of(const State& state);
/// An option as a person typed it: numbers also with a decimal comma. Throws Error{usage} as parse_option
/// does.
OptionValue parse_typed(const OptionField& field, std::string_view text);
/// The step that the form stands for. Throws Error{usage} for the first wrong value.
Step step_of(const State& state, const Operation& operation);
/// Error{usage} when the file is the open project or one that it was imported from.
void refuse_source_file(const State& state, const std::filesystem::path& file);

}  // namespace agglo::viewer
