//! The packages as a user gets them: installed into an empty system, complete, and starting.

use crate::app::{App, binary};
use crate::desktop::Desktop;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What both packages put into the system, besides the licences, whose folder is each family's own.
const INSTALLED: [&str; 7] = [
    "usr/bin/holdfast",
    "usr/bin/holdfast-app",
    "usr/share/applications/Holdfast.desktop",
    "usr/share/icons/hicolor/128x128/apps/holdfast-app.png",
    "usr/share/icons/hicolor/256x256@2/apps/holdfast-app.png",
    "usr/share/icons/hicolor/32x32/apps/holdfast-app.png",
    "usr/share/mime/packages/holdfast.xml",
];

/// The one package of a kind beside the app under test.
fn package(kind: &str) -> PathBuf {
    let folder = binary().with_file_name("bundle").join(kind);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|_| panic!("no packages: cargo xtask package"));
    let of_kind = |path: &PathBuf| path.extension().is_some_and(|e| e == kind);
    let newest = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    files
        .flatten()
        .map(|f| f.path())
        .filter(of_kind)
        .max_by_key(newest)
        .unwrap()
}

/// What a command says; it must succeed.
fn said(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program).args(arguments).output();
    let out = out.unwrap_or_else(|why| panic!("{program}: {why}"));
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        out.status.success(),
        "{program} {arguments:?}: {text}{}",
        String::from_utf8_lossy(&out.stderr)
    );
    text
}

/// The files below a folder with their content.
fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(root, &path, found);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_string_lossy();
        found.insert(name.into_owned(), fs::read(&path).unwrap());
    }
}

fn installed(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(root, &root.join("usr"), &mut found);
    found
}

/// Installs the .deb with dpkg into an empty root.
fn install_deb(root: &Path, package: &str) {
    for folder in ["info", "updates"] {
        fs::create_dir_all(root.join("var/lib/dpkg").join(folder)).unwrap();
    }
    fs::write(root.join("var/lib/dpkg/status"), "").unwrap();
    let root = format!("--root={}", root.display());
    // The empty root has no webkit; this system's apt is asked below whether it can be had.
    said(
        "dpkg",
        &[
            &root,
            "--force-depends",
            "--force-not-root",
            "--force-script-chrootless",
            "-i",
            package,
        ],
    );
    assert!(said("dpkg", &[&root, "-s", "holdfast"]).contains("Status: install ok installed"));
    assert!(said("apt-get", &["install", "--simulate", package]).contains("Inst holdfast"));
}

/// Installs the .rpm with rpm into an empty root.
fn install_rpm(root: &Path, package: &str) {
    assert!(said("rpm", &["-K", "--nosignature", package]).contains("OK"));
    let needs = said("rpm", &["-qpR", package]);
    assert!(needs.contains("libwebkit2gtk-4.1.so"), "{needs}");
    assert_eq!(said("rpm", &["-qp", "--qf", "%{LICENSE}", package]), "MIT");
    let root = root.display().to_string();
    said("rpm", &["--root", &root, "--nodeps", "-i", package]);
    assert!(said("rpm", &["--root", &root, "-q", "holdfast"]).starts_with("holdfast-"));
}

/// The installed window shows the sample; the installed command line makes its pack.
fn starts(root: &Path) {
    let desktop = Desktop::start();
    let app = App::run(
        desktop,
        &root.join("usr/bin/holdfast-app"),
        &[Path::new("--sample")],
    );
    app.page.sees("Kelp & Anchor Software (SAMPLE)");
    app.page.sees("Closing ARR");
    let out = app.desktop.home.path().join("out");
    let (command, out) = (
        root.join("usr/bin/holdfast").display().to_string(),
        out.display().to_string(),
    );
    said(&command, &["sample", "--out", &out]);
    let source = format!("{out}/sample-arr-export.xlsx");
    let basis = format!("{out}/sample-basis.toml");
    said(
        &command,
        &["pack", &source, "--basis", &basis, "--out", &out],
    );
    let written = fs::read_dir(&out).unwrap().flatten().map(|f| f.path());
    assert_eq!(
        written
            .filter(|f| f.extension().is_some_and(|e| e == "pdf"))
            .count(),
        1
    );
}

#[test]
#[ignore = "needs the packages: cargo xtask goal packages"]
fn packages_install_and_start() {
    let (deb, rpm) = (package("deb"), package("rpm"));
    let roots = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    install_deb(roots.0.path(), &deb.display().to_string());
    install_rpm(roots.1.path(), &rpm.display().to_string());
    let (of_deb, of_rpm) = (installed(roots.0.path()), installed(roots.1.path()));
    for name in INSTALLED {
        assert!(
            of_deb.contains_key(name),
            "{name} is not in the .deb: {:?}",
            of_deb.keys()
        );
        let alike = match name {
            // The bundler writes into the window's own program which package it came in.
            "usr/bin/holdfast-app" => of_deb[name].len() == of_rpm[name].len(),
            _ => of_deb.get(name) == of_rpm.get(name),
        };
        assert!(alike, "{name} is another one in the .rpm");
    }
    for licence in ["copyright", "fonts-plex", "fonts-noto"] {
        assert!(
            of_deb.contains_key(&format!("usr/share/doc/holdfast/{licence}")),
            "{licence}"
        );
    }
    for licence in ["LICENSE", "fonts-plex", "fonts-noto"] {
        assert!(
            of_rpm.contains_key(&format!("usr/share/licenses/holdfast/{licence}")),
            "{licence}"
        );
    }
    let entry = roots.0.path().join(INSTALLED[2]);
    said("desktop-file-validate", &[&entry.display().to_string()]);
    let text = fs::read_to_string(&entry).unwrap();
    for line in [
        "Exec=holdfast-app %F",
        "Icon=holdfast-app",
        "application/x-holdfast",
    ] {
        assert!(text.contains(line), "{text}");
    }
    for file in [&deb, &rpm] {
        let size = file.metadata().unwrap().len();
        println!("{}: {:.1} MiB", file.display(), size as f64 / 1_048_576.0);
        assert!(size < 40 << 20, "{} is {size} bytes", file.display());
    }
    starts(roots.0.path());
    starts(roots.1.path());
}
