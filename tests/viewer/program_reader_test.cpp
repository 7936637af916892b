#include "viewer/window/program_reader.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>

#include "fixture.hpp"
#include "viewer/state/desktop_dialog.hpp"
#include "viewer/state/files.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

/// Waits until a program has ended.
struct Ended {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  void tell() {
    const std::lock_guard lock(mutex);
    done = true;
    changed.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return done; });
  }
};

void make_program(const fs::path& file) {
  std::ofstream(file) << "#!/bin/sh\n";
  fs::permissions(file, fs::perms::owner_all);
}

}  // namespace

TEST(ProgramReader, reads_what_a_program_prints_and_how_it_ended) {
  ProgramReader reader;
  Ended ended;
  ASSERT_TRUE(reader.start("/bin/sh", {"-c", "echo \"$0\"; exit 3", "a b; $HOME"}, [&] { ended.tell(); }));
  ASSERT_TRUE(ended.wait());
  const auto end = reader.take();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 3);
  EXPECT_EQ(end->output, "a b; $HOME\n") << "no shell reads the words";
  EXPECT_FALSE(reader.take()) << "once";
  EXPECT_FALSE(reader.busy());
  EXPECT_FALSE(reader.start("/nowhere/at-all", {}, [] {}));
}

TEST(ProgramReader, a_program_that_is_not_wanted_any_more_is_ended) {
  const Folder folder("agglo_program_reader");
  const fs::path mark = folder.path / "mark";
  ProgramReader reader;
  ASSERT_TRUE(reader.start("/bin/sh", {"-c", "sleep 60; echo x >\"$0\"", mark.string()}, [] {}));
  EXPECT_TRUE(reader.busy());
  const auto start = std::chrono::steady_clock::now();
  reader.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30)) << "sleep is ended too";
  EXPECT_FALSE(reader.busy());
  EXPECT_FALSE(fs::exists(mark));
}

TEST(DesktopDialog, the_program_is_found_as_the_desktop_has_it) {
  const Folder folder("agglo_desktop_dialog");
  const fs::path a = folder.path / "a", b = folder.path / "b";
  fs::create_directories(a);
  fs::create_directories(b / "zenity");
  const std::string path = b.string() + "::relative:" + a.string();
  EXPECT_EQ(find_desktop_dialog(path, ""), "");
  std::ofstream(a / "zenity") << "not a program";
  fs::permissions(a / "zenity", fs::perms::owner_read);
  EXPECT_EQ(find_desktop_dialog(path, ""), "");
  make_program(a / "kdialog");
  EXPECT_EQ(find_desktop_dialog(path, "GNOME"), a / "kdialog");
  fs::remove(a / "zenity");
  make_program(a / "zenity");
  EXPECT_EQ(find_desktop_dialog(path, "ubuntu:GNOME"), a / "zenity");
  EXPECT_EQ(find_desktop_dialog(path, "KDE"), a / "kdialog");
}

TEST(DesktopDialog, is_asked_for_title_place_and_kinds_of_files) {
  using Words = std::vector<std::string>;
  FileDialog dialog;
  dialog.directory = "/data/my maps";
  EXPECT_EQ(desktop_dialog_words("/usr/bin/zenity", dialog),
            (Words{"--file-selection", "--title=Open a project", "--filename=/data/my maps/",
                   "--file-filter=*.gpkg *.GPKG", "--file-filter=All files | *"}));
  EXPECT_EQ(desktop_dialog_words("/usr/bin/kdialog", dialog),
            (Words{"--title", "Open a project", "--getopenfilename", "/data/my maps/",
                   "*.gpkg *.GPKG|*.gpkg *.GPKG"}));
  dialog.purpose = DialogPurpose::save_picture;
  dialog.name = "map.png";
  EXPECT_EQ(
      desktop_dialog_words("zenity", dialog),
      (Words{"--file-selection", "--title=Save the map as a picture", "--filename=/data/my maps/map.png",
             "--save", "--confirm-overwrite", "--file-filter=*.png *.PNG", "--file-filter=All files | *"}));
  dialog.purpose = DialogPurpose::import_file;
  EXPECT_EQ(desktop_dialog_words("kdialog", dialog).size(), 4u) << "all files: no filter";
}

TEST(DesktopDialog, what_it_answers_goes_on_as_if_chosen_in_the_own_one) {
  const Folder folder("agglo_desktop_answer");
  State state = small_state();
  Jobs jobs;
  const auto open = [&](DialogPurpose purpose) { update(state, ShowDialog{purpose, "", ""}, jobs); };
  const auto answer = [&](int status, const std::string& output) {
    update(state, DesktopDialogEnded{status, output}, jobs);
  };
  state.settings.desktop_dialogs = true;
  open(DialogPurpose::save_picture);
  EXPECT_FALSE(state.dialog->desktop) << "there is no program for it";
  state.desktop_dialog = "/usr/bin/zenity";
  open(DialogPurpose::save_picture);
  ASSERT_TRUE(state.dialog->desktop);
  answer(1, "");
  EXPECT_FALSE(state.dialog || state.picture) << "given up";
  open(DialogPurpose::save_picture);
  answer(0, (folder.path / "a.png").string() + "\n");
  ASSERT_TRUE(state.picture);
  EXPECT_EQ(state.picture->file, folder.path / "a.png");
  state.picture.reset();
  std::ofstream(folder.path / "b.png") << "x";
  open(DialogPurpose::save_picture);
  answer(0, (folder.path / "b.png").string() + "\n");
  EXPECT_TRUE(state.picture) << "the desktop has asked";
  state.picture.reset();
  open(DialogPurpose::save_picture);
  answer(0, (folder.path / "b").string() + "\n");
  EXPECT_FALSE(state.picture) << "nobody has asked about b.png";
  ASSERT_TRUE(state.dialog);
  EXPECT_TRUE(state.dialog->asks_replace && !state.dialog->desktop);
  update(state, DialogClose{}, jobs);
  open(DialogPurpose::save_picture);
  answer(127, "");
  ASSERT_TRUE(state.dialog) << "the own one is shown instead";
  EXPECT_FALSE(state.dialog->desktop);
  EXPECT_NE(state.dialog->error.find("zenity"), std::string::npos);
  answer(0, "/late.png\n");
  EXPECT_FALSE(state.picture) << "nobody asked";
}

}  // namespace agglo::viewer
