// Folders of files for tests, written and removed again.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/load.h"

namespace arnscope {

class TestFolder {
 public:
  TestFolder() {
    static int count = 0;
    path_ = std::filesystem::path(testing::TempDir()) /
            ("snapshot_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string path() const { return path_.string(); }
  TestFolder& write(const std::string& path, std::string_view text) {
    std::filesystem::create_directories((path_ / path).parent_path());
    std::ofstream(path_ / path, std::ios::binary) << text;
    return *this;
  }
  Result<std::unique_ptr<const Snapshot>> load(unsigned jobs = 2) const {
    const std::vector paths = {path()};
    return load_snapshot(paths, {jobs, {}});
  }
  std::unique_ptr<const Snapshot> snapshot(unsigned jobs = 2) const {
    auto loaded = load(jobs);
    EXPECT_TRUE(loaded) << (loaded ? "" : format_error(loaded.error()));
    return loaded ? std::move(*loaded) : std::make_unique<const Snapshot>();
  }
  // "place severity code message" of each finding, places from the folder.
  std::vector<std::string> lines(const Snapshot& snapshot) const {
    std::vector<std::string> out;
    for (const Finding& f : snapshot.findings) {
      std::string place = format_place(f.place);
      if (place.starts_with(path())) place.erase(0, path().size() + 1);
      out.push_back(place + " " + std::string(severity_name(f.severity)) + " " + std::string(f.code) + " " +
                    f.message);
    }
    return out;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace arnscope
