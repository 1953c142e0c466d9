//! What cargo knows of the packages.

use std::collections::BTreeMap;
use std::process::Command;

use serde::Deserialize;

use crate::root;

#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
pub struct Package {
    id: String,
    pub name: String,
    pub version: String,
    pub license: Option<String>,
    pub source: Option<String>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

impl Metadata {
    /// All packages that are built on this platform, with the versions of the lock file.
    pub fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let host = Command::new(&cargo).args(["-vV"]).output().unwrap().stdout;
        let host = String::from_utf8(host).unwrap();
        let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let output = Command::new(&cargo)
            .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What each crate of the house depends on, without what only its own tests need.
    pub fn arrows(&self) -> BTreeMap<&str, Vec<&str>> {
        let members = self.packages.iter().filter(|package| self.workspace_members.contains(&package.id));
        members
            .map(|package| {
                let needed = package.dependencies.iter().filter(|d| d.kind.as_deref() != Some("dev"));
                (&*package.name, needed.map(|dependency| &*dependency.name).collect())
            })
            .collect()
    }
}
