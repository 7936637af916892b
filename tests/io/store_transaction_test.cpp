// What happens to a project when a program is killed, when two write, and when the disk does not play along.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "store_fixture.hpp"

namespace agglo {
namespace {
namespace fs = std::filesystem;

using test::bytes_of;
using test::expect_equal;
using test::layer_of;
using test::mixed_table;
using test::ScratchFolder;

/// Runs `body` in another process; its result is the exit status there.
pid_t start(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 99;
    try {
      status = body();
    } catch (const std::exception&) {
    }
    ::_exit(status);
  }
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void commit_layer(const fs::path& file, const std::string& name, std::shared_ptr<const Table> table) {
  ProjectStore store = ProjectStore::open(file);
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of(name, std::move(table))};
  change.put_texts = {{"recipe", name}};
  store.commit(change, run);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::failure);
    EXPECT_FALSE(error.hint.empty()) << error.message;
    return error.message;
  }
  return "no error";
}

class ProjectTransaction : public testing::Test {
 protected:
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  const std::shared_ptr<const Table> small = std::make_shared<const Table>(mixed_table(50));
  const std::shared_ptr<const Table> large = std::make_shared<const Table>(mixed_table(80'000));
  RunControl run;

  void SetUp() override {
    ProjectStore::create(file);
    commit_layer(file, "first", small);
  }
  void expect_first_state() {
    const ProjectStore store = ProjectStore::open(file);
    ASSERT_EQ(store.layers().size(), 1U);
    EXPECT_EQ(store.text("recipe"), "first");
    expect_equal(store.read_table("first", run), *small);
    EXPECT_EQ(test::sql_value(file, "PRAGMA integrity_check"), "ok");
  }
};

TEST_F(ProjectTransaction, a_killed_commit_leaves_the_earlier_state) {
  int killed_in_time = 0, with_journal = 0;
  for (const int delay_ms : {5, 20, 60, 120, 200, 300, 400, 600}) {
    const pid_t child = start([&] {
      commit_layer(file, "second", large);
      return 0;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    ::kill(child, SIGKILL);
    if (wait_for(child) == 0) break;  // finished first: later kills would come too late as well
    with_journal += fs::exists(file.string() + "-journal");
    ++killed_in_time;
    expect_first_state();
  }
  EXPECT_GE(killed_in_time, 2);
  EXPECT_GE(with_journal, 1);
}

TEST_F(ProjectTransaction, a_kill_after_most_rows_were_written_is_undone_when_the_project_is_next_opened) {
  const pid_t child = start([&] {
    ProjectStore store = ProjectStore::open(file);
    RunControl control;
    ProjectChange change;
    change.remove_layers = {"first"};
    change.put_layers = {layer_of("second", large)};
    std::thread killer([&] {
      while (control.fraction() < 0.8) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ::kill(::getpid(), SIGKILL);
    });
    store.commit(change, control);
    killer.join();
    return 0;
  });
  ASSERT_EQ(wait_for(child), -SIGKILL);
  EXPECT_TRUE(fs::exists(file.string() + "-journal"));
  expect_first_state();
  commit_layer(file, "second", large);
  expect_equal(ProjectStore::open(file).read_table("second", run), *large);
}

TEST_F(ProjectTransaction, a_second_writer_is_told_and_the_first_one_finishes) {
  int ready[2], go[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(go), 0);
  const pid_t child = start([&] {
    ProjectStore store = ProjectStore::open(file);
    RunControl control;
    ProjectChange change;
    change.put_layers = {layer_of("second", large)};
    std::thread pause(
        [&] {  // stops the whole process in the middle of the commit until the other one has tried
          while (control.fraction() < 0.3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
          char byte = 'r';
          if (::write(ready[1], &byte, 1) != 1) ::_exit(98);
          ::kill(::getpid(), SIGSTOP);
        });
    store.commit(change, control);
    pause.join();
    return 0;
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  int status = 0;
  ::waitpid(child, &status, WUNTRACED);
  EXPECT_NE(
      message_of([&] { commit_layer(file, "third", small); }).find("is being written by another program"),
      std::string::npos);
  ::kill(child, SIGCONT);
  EXPECT_EQ(wait_for(child), 0);
  commit_layer(file, "third", small);
  EXPECT_EQ(ProjectStore::open(file).layers().size(), 3U);
}

TEST_F(ProjectTransaction, a_full_disk_gives_an_error_and_keeps_the_earlier_state) {
  // A limit on the size of files stands for the full disk: both make write() fail.
  const rlim_t room = fs::file_size(file) + 1'000'000;
  const pid_t child = start([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{room, room};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = message_of([&] { commit_layer(file, "second", large); });
    if (message.find("disk is full") == std::string::npos) return 2;
    expect_first_state();
    return testing::Test::HasFailure() ? 3 : 0;
  });
  EXPECT_EQ(wait_for(child), 0);
  expect_first_state();
}

TEST_F(ProjectTransaction, a_really_full_disk_gives_an_error_and_keeps_the_earlier_state) {
  const fs::path mount = folder / "mount";
  fs::create_directory(mount);
  if (::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=2m") != 0)
    GTEST_SKIP() << "may not mount a small disk";
  const fs::path on_disk = mount / "a.gpkg";
  fs::copy_file(file, on_disk);
  const std::string message = message_of([&] { commit_layer(on_disk, "second", large); });
  std::string kept;
  try {
    kept = ProjectStore::open(on_disk).text("recipe").value_or("");
  } catch (const Error& error) {
    kept = error.message;
  }
  const std::string written =
      message_of([&] { write_layers(mount / "b.csv", {layer_of("b", large)}, false, run); });
  const bool left_over = fs::exists(mount / "b.csv") || test::entries(mount) != 1;
  ::umount2(mount.c_str(), MNT_DETACH);
  EXPECT_NE(message.find("disk is full"), std::string::npos) << message;
  EXPECT_EQ(kept, "first");
  EXPECT_NE(written.find("b.csv"), std::string::npos) << written;
  EXPECT_FALSE(left_over);
}

TEST_F(ProjectTransaction, a_read_only_file_or_folder_can_be_read_but_not_changed) {
  const auto try_as_another_user = [&] {
    const pid_t child = start([&] {
      if (::getuid() == 0 && ::setuid(65534) != 0) return 5;
      expect_first_state();
      if (testing::Test::HasFailure()) return 3;
      const std::string message = message_of([&] { commit_layer(file, "second", small); });
      if (message.find("read-only") == std::string::npos) {
        ADD_FAILURE() << message;
        return 2;
      }
      expect_first_state();
      if (message_of([&] { ProjectStore::create(folder / "b.gpkg"); }).find("cannot write") ==
          std::string::npos)
        return 4;
      return testing::Test::HasFailure() ? 3 : 0;
    });
    return wait_for(child);
  };
  fs::permissions(file, fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(try_as_another_user(), 0);
  fs::permissions(file, fs::perms(0666));  // only the folder, where SQLite keeps its journal, is closed
  EXPECT_EQ(try_as_another_user(), 0);
  fs::permissions(folder.path(), fs::perms(0755));
}

}  // namespace
}  // namespace agglo
