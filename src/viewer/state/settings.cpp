#include "viewer/state/settings.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agglo/error.hpp"
#include "viewer/state/whole_file.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

/// The field when it is there and of the right kind.
template <class T>
void take(const Json& json, const char* key, T& value) {
  const auto found = json.find(key);
  if (found == json.end()) return;
  if constexpr (std::is_same_v<T, bool>) {
    if (found->is_boolean()) value = found->template get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (found->is_string()) value = found->template get<std::string>();
  } else if (found->is_number()) {
    // Out of range for the type must not be undefined: by way of a bounded double.
    value = static_cast<T>(std::clamp(found->template get<double>(), -1e6, 1e6));
  }
}

}  // namespace

std::string settings_json(const Settings& settings) {
  Json recent = Json::array(), folders = Json::array();
  for (const fs::path& file : settings.recent) recent.push_back(file.string());
  for (const fs::path& folder : settings.folders) folders.push_back(folder.string());
  const Json json{{"dark", settings.dark},
                  {"font_scale", settings.font_scale},
                  {"language", settings.language},
                  {"desktop_dialogs", settings.desktop_dialogs},
                  {"tour_seen", settings.tour_seen},
                  {"recent", recent},
                  {"folders", folders},
                  {"width", settings.width},
                  {"height", settings.height}};
  // File names need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Settings settings_from_json(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) throw usage_error("the settings are no JSON object", "");
  const Settings standard;
  Settings settings;
  take(json, "dark", settings.dark);
  take(json, "font_scale", settings.font_scale);
  take(json, "language", settings.language);
  take(json, "desktop_dialogs", settings.desktop_dialogs);
  take(json, "tour_seen", settings.tour_seen);
  take(json, "width", settings.width);
  take(json, "height", settings.height);
  if (!(settings.font_scale >= kLeastFontScale && settings.font_scale <= kMostFontScale))
    settings.font_scale = standard.font_scale;
  const auto fits = [](int length) { return length >= 320 && length <= 16000; };
  if (!fits(settings.width) || !fits(settings.height)) {
    settings.width = standard.width;
    settings.height = standard.height;
  }
  const auto take_paths = [&](const char* key, std::vector<fs::path>& paths) {
    if (const auto list = json.find(key); list != json.end() && list->is_array())
      for (const Json& path : *list)
        if (path.is_string() && paths.size() < kMostRecent) paths.emplace_back(path.get<std::string>());
  };
  take_paths("recent", settings.recent);
  take_paths("folders", settings.folders);
  return settings;
}

fs::path settings_file() {
  const fs::path folder = config_folder();
  return folder.empty() ? folder : folder / "settings.json";
}

Settings load_settings(const fs::path& file, std::string& problem) {
  problem.clear();
  if (file.empty()) return {};
  try {
    const auto text = read_whole(file);
    return text ? settings_from_json(*text) : Settings{};
  } catch (const Error& error) {
    fs::path kept = file;
    kept += ".broken";
    std::error_code failed;
    fs::rename(file, kept, failed);
    problem = file.string() + ": " + error.message;
    if (!failed) problem += "\n" + kept.string();
    return {};
  }
}

void save_settings(const fs::path& file, const Settings& settings) {
  if (!file.empty()) write_whole(file, settings_json(settings));
}

namespace {

using Paths = std::vector<fs::path>;

bool has(const Paths& paths, const fs::path& path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

/// Those used since `before` come first, then those of the file without what was taken away.
Paths merged(const Paths& before, const Paths& mine, const Paths& in_file) {
  if (mine == before) return in_file;
  // What was used moved to the front; behind it all is in the order it had.
  std::size_t used = mine.size();
  for (auto at = before.rbegin(); used > 0; --used) {
    at = std::find(at, before.rend(), mine[used - 1]);
    if (at == before.rend()) break;
    ++at;
  }
  Paths paths(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(used));
  const bool shortened = mine.size() < kMostRecent;  // else an old one fell off the end
  for (const fs::path& path : in_file) {
    const bool taken_away = shortened && has(before, path) && !has(mine, path);
    if (!taken_away && !has(paths, path) && paths.size() < kMostRecent) paths.push_back(path);
  }
  return paths;
}

/// One window at a time reads, changes and writes the settings. Waits no longer than a moment.
class SettingsLock {
 public:
  explicit SettingsLock(const fs::path& file) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    fs::path lock = file;
    lock += ".lock";
    handle_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (int k = 0; handle_ >= 0 && k < 20 && ::flock(handle_, LOCK_EX | LOCK_NB) != 0; ++k) ::usleep(1000);
  }
  ~SettingsLock() {
    if (handle_ >= 0) ::close(handle_);
  }
  SettingsLock(const SettingsLock&) = delete;
  SettingsLock& operator=(const SettingsLock&) = delete;

 private:
  int handle_ = -1;
};

}  // namespace

Settings save_changes(const fs::path& file, const Settings& before, const Settings& mine) {
  if (file.empty()) return mine;
  const SettingsLock lock(file);
  std::string problem;
  const Settings in_file = load_settings(file, problem);
  Settings all = mine;
  const auto keep = [&](auto Settings::*field) {
    if (mine.*field == before.*field) all.*field = in_file.*field;
  };
  keep(&Settings::dark);
  keep(&Settings::font_scale);
  keep(&Settings::language);
  keep(&Settings::desktop_dialogs);
  keep(&Settings::tour_seen);
  keep(&Settings::width);
  keep(&Settings::height);
  all.recent = merged(before.recent, mine.recent, in_file.recent);
  all.folders = merged(before.folders, mine.folders, in_file.folders);
  save_settings(file, all);
  return all;
}

void add_recent(Settings& settings, const fs::path& project) {
  std::error_code error;
  const fs::path whole = fs::absolute(project, error).lexically_normal();
  if (error) return;
  std::erase(settings.recent, whole);
  settings.recent.insert(settings.recent.begin(), whole);
  if (settings.recent.size() > kMostRecent) settings.recent.resize(kMostRecent);
}

void add_folder(Settings& settings, const fs::path& folder) {
  std::erase(settings.folders, folder);
  settings.folders.insert(settings.folders.begin(), folder);
  if (settings.folders.size() > kMostRecent) settings.folders.resize(kMostRecent);
}

}  // namespace agglo::viewer
