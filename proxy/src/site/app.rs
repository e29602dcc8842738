//! The app's files as they lie in a site.
//!
//! They are those that `serve` serves, but for the page: it says that its data lie beside it, and
//! carries its own policy, since a static host sends none.

use std::io;

use shared::site::{ADDRESS, META};

use super::files::{Effort, FileEntry, Folder, Form, digest};
use crate::http::app::{EmbeddedFile, embedded_files, policy_of};

const PAGE: &str = "index.html";

/// The app.
pub struct App {
    page: String,
    files: Vec<EmbeddedFile>,
}

impl App {
    /// The app that the program was built with, if it was.
    pub fn embedded() -> Option<App> {
        let mut files: Vec<EmbeddedFile> = embedded_files().collect();
        let at = files.iter().position(|file| file.path == PAGE)?;
        let page = String::from_utf8(files.swap_remove(at).content.into_owned()).ok()?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Some(App { page, files })
    }

    /// Hash of all its files.
    pub fn hash(&self) -> String {
        let each = self.files.iter().map(|file| file.path.clone() + &digest(&file.content));
        digest((digest(self.page.as_bytes()) + &each.collect::<String>()).as_bytes())
    }

    /// The file name of its script.
    pub fn script(&self) -> &str {
        let scripts = self.files.iter().map(|file| file.path.as_str());
        let mut scripts = scripts.filter(|path| path.ends_with(".js") && path.contains('-'));
        scripts.find(|path| self.page.contains(path)).unwrap_or_default()
    }

    /// Writes it into a site; it may also ask this proxy.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Folder, proxy: Option<&str>) -> io::Result<Vec<FileEntry>> {
        let mut entries = folder.write(PAGE, self.page(proxy).as_bytes(), Effort::Much)?;
        for EmbeddedFile { path, content, brotli, gzip } in &self.files {
            let forms = [(Form::Brotli, brotli), (Form::Gzip, gzip)];
            let forms = forms.into_iter().filter_map(|(form, made)| Some((form, made.as_deref()?)));
            entries.extend(folder.write_with(
                path,
                content,
                Effort::Much,
                &forms.collect::<Vec<_>>(),
            )?);
        }
        Ok(entries)
    }

    fn page(&self, proxy: Option<&str>) -> String {
        let policy = policy_of(&self.page, proxy);
        let head = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"{META}\" content=\"{ADDRESS}\">\n\
             <link rel=\"preload\" href=\"{ADDRESS}\" as=\"fetch\" crossorigin>\n"
        );
        let at = "<meta charset=\"utf-8\">\n";
        self.page.replacen(at, &format!("{at}{head}"), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_site_says_so_and_allows_its_own_script_only() {
        let page = "<head>\n<meta charset=\"utf-8\">\n<script type=\"module\">a()</script></head>";
        let app = App { page: page.to_owned(), files: vec![] };
        let page = app.page(Some("https://proxy.example"));
        assert!(
            page.contains("<meta name=\"quickpage-site\" content=\"quickpage.json\">"),
            "{page}"
        );
        assert!(page.contains("connect-src 'self' https://proxy.example;"), "{page}");
        assert!(page.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{page}");
        assert!(page.contains("href=\"quickpage.json\" as=\"fetch\""), "{page}");
        assert!(page.find("Content-Security-Policy") < page.find("<script"), "{page}");
    }
}
