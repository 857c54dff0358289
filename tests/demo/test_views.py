import json

from app.demo.build import CODE


def test_ready_people_sign_in_with_what_the_welcome_page_sends(demo, client):
    demo("create")
    guardian = json.loads(demo("accounts", "--json"))[0]
    welcome = client.get("/").text
    sent = {"school": CODE, "name": guardian["login"], "secret": guardian["password"], "next": "/"}

    answer = client.post("/sign-in", data=sent)

    assert guardian["password"] in welcome
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "曹溪雨" in client.get("/").text
