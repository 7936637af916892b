#include "viewer/state/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "agglo/error.hpp"
#include "fixture.hpp"
#include "viewer/state/whole_file.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

TEST(Settings, what_is_saved_is_what_is_loaded) {
  const Folder folder("agglo_settings_same");
  Settings settings;
  settings.dark = true;
  settings.font_scale = 1.25;
  settings.language = "es";
  settings.recent = {"/data/región.gpkg", "/data/two.gpkg"};
  settings.width = 1280;
  settings.height = 800;
  const fs::path file = folder.path / "deeper" / "settings.json";
  save_settings(file, settings);
  std::string problem;
  EXPECT_EQ(load_settings(file, problem), settings);
  EXPECT_EQ(problem, "");
  EXPECT_EQ(std::distance(fs::directory_iterator(file.parent_path()), {}), 1) << "no part file stays";
}

TEST(Settings, two_windows_store_theirs_and_keep_what_is_the_others) {
  const Folder folder("agglo_settings_two");
  const fs::path file = folder.path / "settings.json";
  Settings start;
  start.recent = {"/a", "/b", "/c"};
  save_settings(file, start);
  // The other window opened /d, then /b, and went dark.
  Settings other = start;
  other.dark = true;
  add_recent(other, "/d");
  add_recent(other, "/b");
  EXPECT_EQ(save_changes(file, start, other), other);
  // This one, which knows nothing of it, opened /c and /e and made texts larger.
  Settings mine = start;
  mine.font_scale = 1.5;
  add_recent(mine, "/c");
  add_recent(mine, "/e");
  const Settings all = save_changes(file, start, mine);
  EXPECT_TRUE(all.dark);
  EXPECT_EQ(all.font_scale, 1.5);
  EXPECT_EQ(all.recent, (std::vector<fs::path>{"/e", "/c", "/b", "/d", "/a"}));
  std::string problem;
  EXPECT_EQ(load_settings(file, problem), all);
  // What is taken away here is gone, what came from elsewhere stays.
  Settings cleared = mine;
  cleared.recent.clear();
  EXPECT_EQ(save_changes(file, mine, cleared).recent, (std::vector<fs::path>{"/d"}));
  // A list that was full loses its end and nothing else.
  Settings full;
  for (int k = 0; k < 12; ++k) add_recent(full, "/full" + std::to_string(k));
  save_settings(file, full);
  Settings more = full;
  add_recent(more, "/one more");
  EXPECT_EQ(save_changes(file, full, more).recent, more.recent);
}

TEST(Settings, a_broken_file_gives_the_defaults_and_is_kept_aside) {
  const Folder folder("agglo_settings_broken");
  const fs::path file = folder.path / "settings.json";
  std::ofstream(file) << "{\"dark\": tr";
  std::string problem;
  EXPECT_EQ(load_settings(file, problem), Settings{});
  EXPECT_NE(problem.find("settings.json"), std::string::npos);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_TRUE(fs::exists(folder.path / "settings.json.broken"));
  EXPECT_EQ(load_settings(file, problem), Settings{});
  EXPECT_EQ(problem, "");
}

TEST(Settings, fields_out_of_range_or_of_another_kind_take_their_defaults) {
  const Settings s = settings_from_json(
      R"({"dark": 1, "font_scale": 40, "language": 7, "recent": [3, "/a.gpkg"], "width": 1e300, "height": 900, "new": []})");
  EXPECT_EQ(s.dark, false);
  EXPECT_EQ(s.font_scale, 1);
  EXPECT_EQ(s.language, "");
  EXPECT_EQ(s.recent, std::vector<fs::path>{"/a.gpkg"});
  EXPECT_EQ(s.width, Settings{}.width);
  EXPECT_THROW(settings_from_json("[1]"), Error);
}

TEST(Settings, the_project_opened_last_is_the_first_of_the_recent_and_stands_there_once) {
  Settings settings;
  for (int k = 0; k < 20; ++k) add_recent(settings, "/data/" + std::to_string(k) + ".gpkg");
  EXPECT_EQ(settings.recent.size(), kMostRecent);
  add_recent(settings, "/data/../data/15.gpkg");
  EXPECT_EQ(settings.recent.front(), "/data/15.gpkg");
  EXPECT_EQ(std::count(settings.recent.begin(), settings.recent.end(), fs::path("/data/15.gpkg")), 1);
  EXPECT_EQ(settings.recent.size(), kMostRecent);
}

TEST(WholeFile, a_folder_that_cannot_be_written_is_told_and_leaves_the_file) {
  const Folder folder("agglo_whole_file");
  const fs::path file = folder.path / "blocked" / "settings.json";
  std::ofstream(folder.path / "blocked") << "a file where the folder should be";
  EXPECT_THROW(write_whole(file, "text"), Error);
  EXPECT_EQ(read_whole(folder.path / "missing"), std::nullopt);
}

}  // namespace agglo::viewer
