"""The addresses of `recruitment`: frame and letters, registration, pool and quotas."""

from tequio.web.recruitment.frame import urls as frame
from tequio.web.recruitment.pool import urls as pool
from tequio.web.recruitment.registration import urls as registration

app_name = "recruitment"
urlpatterns = [*frame.urlpatterns, *registration.urlpatterns, *pool.urlpatterns]
