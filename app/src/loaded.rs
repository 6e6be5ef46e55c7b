//! Showing what a resource loads.

use crate::error::{ApiError, ErrorPage};
use app_ui::Skeleton;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A page's data: `Ok` shows the page, `Err` the error page. While it is loaded again the old
/// content stays, so that nothing jumps.
pub fn loaded<T, V>(
    resource: Resource<Result<T, ApiError>>,
    page: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton count=6 label="Loading"/> }>
            {move || {
                let page = page.clone();
                resource.get().map(move |answer| match answer {
                    Ok(data) => page(data).into_any(),
                    Err(error) if error.may_pass() => {
                        let retry = Callback::new(move |()| resource.refetch());
                        view! { <ErrorPage error retry/> }.into_any()
                    }
                    Err(error) => view! { <ErrorPage error/> }.into_any(),
                })
            }}
        </Transition>
    }
}
